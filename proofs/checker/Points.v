(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Exact values at a rational point: a certificate for the program on a domain of dimension 0, its one point. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Closure Polyspike.checker.Pieces.
Import ListNotations.
Open Scope R_scope.

Definition point_program (p : program) (point : list Q) : program :=
  Program 0 (map (fun q => Affine (Combination q [])) point ++ gates p).

Theorem point_program_computes p point : registers (point_program p point) [] = registers p (map Q2R point).
Proof.
  unfold registers, point_program; simpl. rewrite run_app. rewrite <- (map_map (fun q => Combination q []) Affine).
  rewrite (run_affine_gates _ (map Q2R point)); [reflexivity | | now rewrite !map_length].
  intros i more Hi. rewrite map_length in Hi. set (G := fun q : Q => Combination q []).
  rewrite (nth_indep (map G point) _ (G 0%Q)) by (now rewrite map_length).
  rewrite (map_nth G). unfold G, combination_time; simpl.
  f_equal. rewrite nth_indep with (d' := Q2R 0) by (now rewrite map_length). now rewrite map_nth.
Qed.

Theorem value_at_point {A} full p point (tks : list (token A)) l :
  feed 0 full tks [start (point_program p point) []] = Some [Region l] ->
  registers p (map Q2R point) = times (outcome l) [].
Proof.
  intros H. rewrite <- point_program_computes. destruct (certificate_sound full (point_program p point) [] tks _ H) as [S1 S2].
  destruct (S1 []) as [q [[<- | []] Hq]]; [split; [reflexivity | constructor] |].
  now destruct (S2 l [] (or_introl eq_refl) eq_refl Hq) as [_ [E _]].
Qed.

(* ------------------------------------------------------------------ along a segment *)
(* The points (1 - s) from + s to, 0 < s <= e, as one branch of dimension 1. *)
Definition on_line (ab : Q * Q) : form := add_scaled 1 (constant_form (fst ab)) (Form [0; Qnum (snd ab - fst ab)]%Z (Qden (snd ab - fst ab))).
Definition segment (p : program) (from to : list Q) (e : Q) : branch :=
  advance [Constraint true [0; 1]%Z; Constraint false [Qnum e; Zneg (Qden e)]] (gates p) (map (fun ab => Some (on_line ab)) (combine from to)) [].

Lemma on_line_value ab s : value_at (on_line ab) [s] = (1 - s) * Q2R (fst ab) + s * Q2R (snd ab).
Proof.
  assert (E : value (Form [0; Qnum (snd ab - fst ab)]%Z (Qden (snd ab - fst ab))) [1; s] = s * (Q2R (snd ab) - Q2R (fst ab))).
  { rewrite <- Q2R_minus. unfold value, Q2R, Rdiv. cbn [numerators denominator apply]. ring. }
  unfold value_at, on_line. rewrite value_add_scaled, value_constant, Q2R_one, E. lra.
Qed.
Lemma segment_times from : forall to s, length from = length to ->
  times (map (fun ab => Some (on_line ab)) (combine from to)) [s] = map Some (blend s (map Q2R to) (map Q2R from)).
Proof.
  induction from as [| a from IH]; intros [| b to] s H; simpl in *; try discriminate; auto. rewrite on_line_value, IH by lia.
  f_equal. f_equal. simpl. lra.
Qed.

Theorem along_segment {A} p from to e (tks : list (token A)) l : length from = length to ->
  feed 1 false tks [segment p from to e] = Some [Region l] ->
  forall s, 0 < s <= Q2R e -> registers p (blend s (map Q2R to) (map Q2R from)) = times (outcome l) [s].
Proof.
  intros Hl HF s Hs. pose proof (feed_sound 1 false tks [segment p from to e] [Region l] HF) as G.
  assert (E : explains 1 (segment p from to e) [Region l]).
  { destruct G as [Lss [G1 G2]]. inversion G1 as [| b Ls bs Lss' HE HN]; subst. inversion HN; subst. simpl in G2. rewrite app_nil_r in G2. now subst. }
  destruct E as [E1 E2].
  assert (Hr : reaches (segment p from to e) [s]).
  { unfold segment. apply (@advance_reaches A). apply Forall_cons; [| apply Forall_cons; [| constructor]]; unfold holds; simpl; [lra |].
    assert (Q2R e = IZR (Qnum e) / IZR (Zpos (Qden e))) by reflexivity. pose proof (positive_R (Qden e)) as Hd.
    assert (s * IZR (Zpos (Qden e)) <= IZR (Qnum e)).
    { replace (IZR (Qnum e)) with (Q2R e * IZR (Zpos (Qden e))) by (rewrite H; field; lra). apply Rmult_le_compat_r; lra. }
    change (IZR (Z.neg (Qden e))) with (- IZR (Zpos (Qden e))). lra. }
  destruct (E1 [s] eq_refl Hr) as [q [[<- | []] Hq]]. destruct (E2 l [s] (or_introl eq_refl) eq_refl Hq) as [_ K].
  unfold segment in K. apply advance_agrees in K. destruct K as [K _]. simpl in K. rewrite segment_times in K by auto. exact K.
Qed.

(* ------------------------------------------------------------------ jumps *)
Definition near_time (e : R) (a b : time) : Prop :=
  match a, b with Some s, Some t => Rabs (s - t) < e | None, None => True | _, _ => False end.
(* The output in register o is continuous at x as a function on the domain, "never" counted as one more value, apart from all others. *)
Definition continuous_in (p : program) (domain : list constraint) (o : nat) (x : list R) : Prop :=
  forall e, 0 < e -> exists c, 0 < c /\ forall y, in_domain p domain y -> close c x y ->
    near_time e (nth o (registers p x) None) (nth o (registers p y) None).
(* The limit along the segment is not the value. *)
Definition jumps (value : option form) (limit : option form) : bool :=
  match value, limit with
  | Some v, Some f => negb (Z.eqb (hd 0%Z (numerators v) * Zpos (denominator f)) (hd 0%Z (numerators f) * Zpos (denominator v)))
  | None, None => false
  | _, _ => true
  end.

Theorem jump_sound {A} p domain from to e (tks tks' : list (token A)) v l o : length from = length to ->
  in_domain p domain (map Q2R from) -> in_domain p domain (map Q2R to) -> 0 < Q2R e <= 1 ->
  feed 1 false tks' [segment p from from 1] = Some [Region v] -> feed 1 false tks [segment p from to e] = Some [Region l] ->
  jumps (nth o (outcome v) None) (nth o (outcome l) None) = true -> ~ continuous_in p domain o (map Q2R from).
Proof.
  intros Hl Hx Hy He HV HL HJ HC. set (x := map Q2R from) in *. set (y := map Q2R to) in *.
  assert (Lxy : length x = length y) by (unfold x, y; rewrite !map_length; auto).
  assert (Self : forall s, blend s x x = x).
  { intros s. apply nth_ext with 0 0; [now rewrite blend_length |]. intros i _. rewrite blend_nth by auto. lra. }
  assert (V : forall s, 0 < s <= 1 -> registers p x = times (outcome v) [s]).
  { intros s Hs. rewrite <- (Self s) at 1. apply (along_segment p from from 1 tks' v eq_refl HV). rewrite Q2R_one. exact Hs. }
  assert (L : forall s, 0 < s <= Q2R e -> registers p (blend s y x) = times (outcome l) [s]) by (intros s Hs; now apply (along_segment p from to e tks l)).
  assert (Line : forall f s, value_at f [s] = value_at f [0] + s * (value_at f [1] - value_at f [0])).
  { intros f s. assert (E : [s] = blend s [1] [0]) by (simpl; f_equal; lra). rewrite E at 1. rewrite (affine_value 1 f) by auto. lra. }
  assert (Zero : forall f, value_at f [0] = IZR (hd 0%Z (numerators f)) / IZR (Zpos (denominator f))).
  { intros f. unfold value_at, value. f_equal. destruct (numerators f) as [| a [| b n]]; simpl; rewrite ?apply_nil; lra. }
  assert (Close : forall c, 0 < c -> exists b, 0 < b /\ forall s, 0 < s <= b -> close c x (blend s y x)).
  { intros c Hc. set (D := spread x y). assert (HD : 0 <= D) by (pose proof (spread_nth x y 0 Lxy); pose proof (Rabs_pos (nth 0 x 0 - nth 0 y 0)); unfold D; lra).
    exists (c / (D + 1)). split; [apply Rdiv_lt_0_compat; lra |]. intros s Hs. apply close_by_coordinates; [rewrite blend_length; congruence |].
    intros i Hi. rewrite blend_nth by congruence. replace (nth i x 0 - (s * nth i y 0 + (1 - s) * nth i x 0)) with (s * (nth i x 0 - nth i y 0)) by lra.
    rewrite Rabs_mult, (Rabs_right s) by lra. pose proof (spread_nth x y i Lxy) as S. fold D in S.
    assert (s * (D + 1) <= c).
    { apply Rle_trans with (c / (D + 1) * (D + 1)); [apply Rmult_le_compat_r; lra | right; field; lra]. }
    pose proof (Rabs_pos (nth i x 0 - nth i y 0)). nra. }
  assert (Try : forall g, 0 < g -> exists b, 0 < b /\ forall s, 0 < s <= b -> near_time g (nth o (times (outcome v) [1]) None) (nth o (times (outcome l) [s]) None)).
  { intros g Hg. destruct (HC g Hg) as [c [C1 C2]]. destruct (Close c C1) as [b [B1 B2]]. exists (Rmin b (Q2R e)).
    split; [apply Rmin_glb_lt; lra |]. intros s Hs. pose proof (Rmin_l b (Q2R e)). pose proof (Rmin_r b (Q2R e)).
    rewrite <- (V 1) by lra. rewrite <- L by lra. apply C2; [| apply B2; lra]. apply domain_convex; auto. lra. }
  unfold jumps in HJ.
  destruct (nth o (outcome v) None) as [f |] eqn:Ef, (nth o (outcome l) None) as [g |] eqn:Eg; try discriminate.
  2, 3: destruct (Try 1 ltac:(lra)) as [b [B1 B2]]; specialize (B2 b ltac:(lra)); rewrite !times_nth, Ef, Eg in B2; exact B2.
  assert (Flat : value_at f [1] = value_at f [0]).
  { pose proof (V 1 ltac:(lra)) as V1. pose proof (V (/ 2) ltac:(lra)) as V2. rewrite V1 in V2.
    pose proof (f_equal (fun ts => nth o ts None) V2) as E. cbv beta in E. rewrite !times_nth, Ef in E. simpl in E. injection E as E.
    rewrite (Line f (/ 2)) in E. lra. }
  set (gap := value_at f [0] - value_at g [0]). assert (Hgap : gap <> 0).
  { unfold gap. rewrite !Zero. intros E. apply negb_true_iff, Z.eqb_neq in HJ. apply HJ. apply eq_IZR. rewrite !mult_IZR.
    pose proof (positive_R (denominator f)). pose proof (positive_R (denominator g)).
    set (a := IZR (hd 0%Z (numerators f))) in *. set (b := IZR (hd 0%Z (numerators g))) in *.
    assert (Eq : a / IZR (Zpos (denominator f)) = b / IZR (Zpos (denominator g))) by lra.
    assert (Ea : a = a / IZR (Zpos (denominator f)) * IZR (Zpos (denominator f))) by (field; lra). rewrite Ea, Eq. field. lra. }
  assert (Hp : 0 < Rabs gap) by now apply Rabs_pos_lt.
  destruct (Try (Rabs gap / 2) ltac:(lra)) as [b [B1 B2]].
  set (k := value_at g [1] - value_at g [0]). pose proof (Rabs_pos k) as Hk.
  set (s := Rmin b (Rabs gap / (2 * (Rabs k + 1)))).
  assert (Hs : 0 < s) by (apply Rmin_glb_lt; [auto | apply Rdiv_lt_0_compat; lra]).
  pose proof (Rmin_l b (Rabs gap / (2 * (Rabs k + 1)))) as S1. pose proof (Rmin_r b (Rabs gap / (2 * (Rabs k + 1)))) as S2. fold s in S1, S2.
  specialize (B2 s ltac:(lra)). rewrite !times_nth, Ef, Eg in B2. simpl in B2. rewrite Flat, (Line g s) in B2. fold k in B2.
  assert (S3 : s * (2 * (Rabs k + 1)) <= Rabs gap).
  { apply Rle_trans with (Rabs gap / (2 * (Rabs k + 1)) * (2 * (Rabs k + 1))); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  assert (T : Rabs gap <= Rabs (value_at f [0] - (value_at g [0] + s * k)) + Rabs (s * k)).
  { replace gap with (value_at f [0] - (value_at g [0] + s * k) + s * k) by (unfold gap; lra). apply Rabs_triang. }
  rewrite (Rabs_mult s k), (Rabs_right s) in T by lra. nra.
Qed.
