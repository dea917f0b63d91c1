(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* One spiking neuron on a cell, any signs: evidence for its causal regions there, neighbour by neighbour, or that it
   never fires; and that this evidence is sound. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ regions of a cell *)
(* The side of a synapse: its spike comes before the firing time (joined) or not, where the row is >= 0. *)
Record side := Side { joined : bool; row : vec }.
Definition constant_fine (s : side) : bool :=
  is_constant (row s) && (Z.ltb 0 (hd 0%Z (row s)) || (negb (joined s) && Z.eqb 0 (hd 0%Z (row s)))).
Record region_data := RegionData { mask : list bool; fires_at : form; sides : list side }.

Fixpoint sides_of (t : form) (m : list bool) (sp : spikes) : list side :=
  match m, sp with
  | b :: m', (w, a) :: sp' =>
      if Z.eqb (sign w) 1
      then Side b (primitive (numerators (if b then subtract t a else subtract a t))) :: sides_of t m' sp'
      else sides_of t m' sp'
  | _, _ => []
  end.

Definition is_side (t a : form) (s : side) : Prop :=
  exists k, 0 < k /\ forall x, k * at_point (row s) x =
    if joined s then value_at t x - value_at a x else value_at a x - value_at t x.
Lemma is_side_made t a (b : bool) : is_side t a (Side b (primitive (numerators (if b then subtract t a else subtract a t)))).
Proof.
  set (g := if b then subtract t a else subtract a t). destruct (primitive_multiple (numerators g)) as [k [Hk E]].
  pose proof (positive_R (denominator g)) as Hd. exists (k / IZR (Z.pos (denominator g))). split; [now apply Rdiv_lt_0_compat |].
  intros x. simpl. unfold at_point. assert (V : value_at g x = k / IZR (Z.pos (denominator g)) * apply (primitive (numerators g)) (1 :: x)).
  { unfold value_at, value. rewrite E. field. lra. }
  rewrite <- V. unfold g. destruct b; unfold value_at; rewrite value_subtract; auto.
Qed.
Lemma sides_of_in t : forall sp m s, In s (sides_of t m sp) -> exists a, is_side t a s.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] s H; simpl in H; try contradiction.
  destruct (Z.eqb (sign w) 1); [| eauto]. destruct H as [<- | H]; [| eauto]. exists a. apply is_side_made.
Qed.
(* ... and every excitatory synapse has its own. *)
Lemma sides_of_all t x : forall sp m u, length m = length sp -> (u < length sp)%nat -> 0 < wt sp u ->
  exists s, In s (sides_of t m sp) /\ joined s = set_of m u /\ exists k, 0 < k /\
    k * at_point (row s) x = if set_of m u then value_at t x - ar sp x u else ar sp x u - value_at t x.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] [| u] Hl Hu Hw; simpl in Hl, Hu; try lia.
  - unfold wt in Hw; simpl in Hw. apply sign_pos in Hw. simpl. rewrite Hw. simpl. eexists. split; [left; reflexivity |].
    split; auto. destruct (is_side_made t a b) as [k [Hk E]]. exists k. split; auto. rewrite (E x). destruct b; reflexivity.
  - destruct (IH m u ltac:(lia) ltac:(lia) Hw) as [s [S1 [S2 [k [S3 S4]]]]]. exists s. simpl.
    split; [destruct (Z.eqb (sign w) 1); [right |]; auto |]. split; auto. exists k. auto.
Qed.

(* How a side of a region is left: it follows from the rest, or another region lies beyond it. *)
Inductive way := Redundant (ms : multipliers) | Across (m : list bool) | Fixed.

Inductive trie (A : Type) := Nothing | Fork (here : option A) (yes no : trie A).
Arguments Nothing {A}. Arguments Fork {A}.
Fixpoint look {A} (m : list bool) (t : trie A) : option A :=
  match t, m with
  | Nothing, _ => None
  | Fork h _ _, [] => h
  | Fork _ y n, b :: m' => look m' (if b then y else n)
  end.
Fixpoint put {A} (m : list bool) (a : A) (t : trie A) : trie A :=
  match m, t with
  | [], Nothing => Fork (Some a) Nothing Nothing
  | [], Fork _ y n => Fork (Some a) y n
  | b :: m', Nothing => if b then Fork None (put m' a Nothing) Nothing else Fork None Nothing (put m' a Nothing)
  | b :: m', Fork h y n => if b then Fork h (put m' a y) n else Fork h y (put m' a n)
  end.
Lemma look_put {A} (a b : A) : forall m n t, look n (put m a t) = Some b -> b = a \/ look n t = Some b.
Proof.
  assert (N : forall m : list bool, @look A m Nothing = None) by (intros [| [] m]; reflexivity).
  induction m as [| c m IH]; intros [| e n] [| h y z] H; simpl in *.
  - injection H as <-; auto.
  - injection H as <-; auto.
  - destruct e; rewrite N in H; discriminate.
  - auto.
  - destruct c; discriminate.
  - destruct c; auto.
  - destruct c, e; simpl in H; try (rewrite N in H; discriminate); apply IH in H; rewrite N in H; destruct H; auto; discriminate.
  - destruct c, e; simpl in H; auto.
Qed.
Definition index (regs : list region_data) : trie region_data := fold_right (fun r t => put (mask r) r t) Nothing regs.
Lemma look_index regs m r : look m (index regs) = Some r -> In r regs.
Proof.
  induction regs as [| q regs IH]; simpl; [destruct m; discriminate |]. intros H. apply look_put in H. destruct H; auto.
Qed.

(* The sides of a region and of the one beyond its side h. *)
Fixpoint sides_match (n : nat) (h back : vec) (ss ss' : list side) : bool :=
  match ss, ss' with
  | [], [] => true
  | s :: r, s' :: r' =>
      (if proportional n (row s) h then constant_fine s' || proportional n (row s') back
       else Bool.eqb (joined s) (joined s')) && sides_match n h back r r'
  | _, _ => false
  end.
Definition neighbour (n : nat) (r r' : region_data) (h : vec) : bool :=
  let back := scale (-1) h in
  proportional n (numerators (subtract (fires_at r) (fires_at r'))) back && sides_match n h back (sides r) (sides r').

Lemma sides_match_in n h back t t' : forall sp m m', sides_match n h back (sides_of t m sp) (sides_of t' m' sp) = true ->
  forall s', In s' (sides_of t' m' sp) -> exists s a, In s (sides_of t m sp) /\ is_side t a s /\ is_side t' a s' /\
    (if proportional n (row s) h then constant_fine s' = true \/ proportional n (row s') back = true else joined s = joined s').
Proof.
  induction sp as [| [w a] sp IH]; intros m m' H s' Hs'; [destruct m'; contradiction |].
  destruct m' as [| b' m']; [contradiction |]. destruct m as [| b m].
  - cbn [sides_of] in H, Hs'. destruct (Z.eqb (sign w) 1); [discriminate |]. destruct (sides_of t' m' sp); [contradiction | discriminate].
  - cbn [sides_of] in H, Hs'. cbn [sides_of]. destruct (Z.eqb (sign w) 1).
    + cbn [sides_match] in H. apply andb_true_iff in H. destruct H as [H1 H2]. destruct Hs' as [<- | Hs'].
      * eexists. exists a. split; [left; reflexivity |]. split; [apply is_side_made |]. split; [apply is_side_made |].
        destruct (proportional n _ h); [apply orb_true_iff in H1; exact H1 | now apply eqb_prop].
      * destruct (IH m m' H2 s' Hs') as [s [q [A1 A2]]]. exists s, q. split; [right; auto | auto].
    + apply (IH m m'); auto.
Qed.

(* The sides as rows, without those that are multiples of h. *)
Definition other_sides (n : nat) (h : vec) (ss : list side) : list constraint :=
  map (fun s => if proportional n (row s) h then Constraint false [] else sharp (Constraint false (row s))) ss.
Definition way_out (d : nat) (inner : list constraint) (t : trie region_data) (r : region_data) (s : side) (w : way) : bool :=
  if is_constant (row s) then constant_fine s else
  match w with
  | Redundant ms => implies (rev_append (other_sides (S d) (row s) (sides r)) inner) ms (Constraint false (row s))
  | Across m => match look m t with Some r' => neighbour (S d) r r' (row s) | None => false end
  | Fixed => false
  end.
Fixpoint ways_out (d : nat) (inner : list constraint) (t : trie region_data) (r : region_data) (ss : list side) (ws : list way) : bool :=
  match ss, ws with
  | [], [] => true
  | s :: ss', w :: ws' => way_out d inner t r s w && ways_out d inner t r ss' ws'
  | _, _ => false
  end.

Section Covering.
Variables (d : nat) (ks : list constraint) (sp : spikes) (regs : list region_data).
Hypothesis made : forall r, In r regs -> exists m, sides r = sides_of (fires_at r) m sp.
Hypothesis ways : forall r, In r regs -> exists ws, ways_out d (map sharp ks) (index regs) r (sides r) ws = true.

Definition has_inner_point (r : region_data) : Prop := exists p, length p = d /\ inside ks (1 :: p) /\
  forall s, In s (sides r) -> constant_fine s = true \/ 0 < at_point (row s) p.
Variable x : list R.
Hypothesis x_length : length x = d.
Hypothesis x_holds : all_hold ks (1 :: x).

Lemma way_of r s : In r regs -> In s (sides r) -> exists w, way_out d (map sharp ks) (index regs) r s w = true.
Proof.
  intros Hr Hs. destruct (ways r Hr) as [ws H]. revert ws H Hs. induction (sides r) as [| q ss IH]; intros [| w ws] H Hs; simpl in *; try discriminate; try contradiction.
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct Hs as [<- | Hs]; eauto.
Qed.

Lemma one_step r : In r regs -> has_inner_point r -> (exists s, In s (sides r) /\ at_point (row s) x < 0) ->
  exists r', In r' regs /\ has_inner_point r' /\ value_at (fires_at r') x < value_at (fires_at r) x.
Proof.
  intros Hr [p [P1 [P2 P3]]] [s0 [S1 S2]].
  assert (Hout : forall s, In s (sides r) -> is_constant (row s) = true -> 0 <= at_point (row s) x).
  { intros s Hs Hc. destruct (way_of r s Hr Hs) as [w W]. unfold way_out in W. rewrite Hc in W.
    unfold constant_fine in W. rewrite Hc in W. rewrite (constant_head _ x Hc). rewrite andb_true_l in W. apply orb_true_iff in W. destruct W as [W | W].
    - apply Z.ltb_lt, IZR_lt in W. lra.
    - apply andb_true_iff in W. destruct W as [_ W]. apply Z.eqb_eq in W. rewrite <- W. lra. }
  set (vs := map row (filter (fun s => negb (is_constant (row s))) (sides r))).
  destruct (exit_point d (sloped_rows ks) vs p x P1 x_length) as [h [y [H1 [H2 [H3 [H4 [H5 H6]]]]]]].
  { intros v Hv. now apply (sloped_inside ks). }
  { intros v Hv. apply in_map_iff in Hv. destruct Hv as [s [<- Hs]]. apply filter_In in Hs. destruct Hs as [Hs1 Hs2]. apply negb_true_iff in Hs2.
    destruct (P3 s Hs1) as [C | C]; auto. unfold constant_fine in C. rewrite Hs2 in C. discriminate. }
  { intros v Hv. unfold sloped_rows in Hv. apply in_map_iff in Hv. destruct Hv as [c [<- Hc]]. apply filter_In in Hc. destruct Hc as [Hc1 Hc2].
    unfold all_hold in x_holds. rewrite Forall_forall in x_holds. specialize (x_holds c Hc1). unfold holds in x_holds. unfold at_point. destruct (is_strict c); lra. }
  { exists (row s0). split; auto. apply in_map. apply filter_In. split; auto. apply negb_true_iff. destruct (is_constant (row s0)) eqn:E; auto.
    specialize (Hout s0 S1 E). lra. }
  apply in_map_iff in H1. destruct H1 as [s [<- Hs]]. apply filter_In in Hs. destruct Hs as [Hs Hsl]. apply negb_true_iff in Hsl.
  destruct (way_of r s Hr Hs) as [w W]. unfold way_out in W. rewrite Hsl in W.
  assert (Hvs : forall q, In q (sides r) -> is_constant (row q) = false -> In (row q) vs).
  { intros q Hq E. apply in_map. apply filter_In. now rewrite E. }
  destruct w as [ms | m |]; [| | discriminate].
  - exfalso. destruct (step_beyond d (sloped_rows ks ++ vs) (row s) y x H2 x_length H3 H4) as [z [Z1 [Z2 Z3]]].
    apply (implies_sound _ ms _ z) in W.
    + unfold holds in W. simpl in W. fold (at_point (row s) z) in W. lra.
    + assert (IZ : inside ks (1 :: z)).
      { apply inside_from; [eauto |]. intros v Hv. apply Z3; [apply in_or_app; auto | auto]. }
      rewrite rev_append_rev. unfold all_hold. apply Forall_app. split; [| exact IZ]. apply Forall_forall. intros c Hc.
      apply in_rev in Hc. unfold other_sides in Hc. apply in_map_iff in Hc. destruct Hc as [q [<- Hq]].
      destruct (proportional (S d) (row q) (row s)) eqn:EP; [unfold holds; simpl; lra |].
      apply holds_sharp. simpl. destruct (is_constant (row q)) eqn:EC.
      * unfold holds; simpl. specialize (Hout q Hq EC). rewrite (constant_value _ x z EC) in Hout. exact Hout.
      * apply Z3; [apply in_or_app; right; auto | auto].
  - destruct (look m (index regs)) as [r' |] eqn:EL; [| discriminate]. apply look_index in EL.
    unfold neighbour in W. apply andb_true_iff in W. destruct W as [W1 W2].
    destruct (proportional_sound _ _ _ W1) as [k [Hk K]].
    set (g := subtract (fires_at r) (fires_at r')) in *. pose proof (positive_R (denominator g)) as Hg.
    assert (D : forall q, length q = d -> (value_at (fires_at r) q - value_at (fires_at r') q) * IZR (Z.pos (denominator g)) = - (k * at_point (row s) q)).
    { intros q Hq. specialize (K (1 :: q) ltac:(simpl; lia)). rewrite apply_scale in K. rewrite value_numerators in K. unfold g in K at 1.
      rewrite value_subtract in K. unfold value_at, at_point. lra. }
    exists r'. split; auto. split; [| pose proof (D x x_length); nra].
    destruct (step_beyond d (sloped_rows ks ++ map row (sides r')) (row s) y x H2 x_length H3 H4) as [z [Z1 [Z2 Z3]]].
    exists z. split; auto. split; [apply inside_from; [eauto |]; intros v Hv; apply Z3; [apply in_or_app; auto | auto] |].
    destruct (made r Hr) as [m1 M1]. destruct (made r' EL) as [m2 M2]. rewrite M1, M2 in W2.
    intros s' Hs'. pose proof Hs' as Hs2. rewrite M2 in Hs2.
    destruct (sides_match_in _ _ _ _ _ _ _ _ W2 s' Hs2) as [q [a [Q1 [[k1 [Q2 Q3]] [[k2 [Q4 Q5]] Q6]]]]]. rewrite <- M1 in Q1.
    pose proof (D y H2) as Dy. rewrite H3 in Dy. assert (Ey : value_at (fires_at r) y = value_at (fires_at r') y) by nra.
    destruct (proportional (S d) (row q) (row s)) eqn:EP.
    + destruct Q6 as [Q6 | Q6]; [left; auto | right]. destruct (proportional_sound _ _ _ Q6) as [k3 [K3 K4]].
      specialize (K4 (1 :: z) ltac:(simpl; lia)). rewrite apply_scale in K4. unfold at_point in *. rewrite K4. nra.
    + destruct (is_constant (row q)) eqn:EC.
      * destruct (way_of r q Hr Q1) as [wq Wq]. unfold way_out in Wq. rewrite EC in Wq. unfold constant_fine in Wq. rewrite EC, andb_true_l in Wq.
        apply orb_true_iff in Wq. destruct Wq as [Wq | Wq].
        -- right. apply Z3; [apply in_or_app; right; now apply in_map |]. apply Z.ltb_lt, IZR_lt in Wq.
           specialize (Q3 y). specialize (Q5 y). rewrite (constant_head _ y EC) in Q3. rewrite <- Q6, <- Ey in Q5. nra.
        -- right. apply andb_true_iff in Wq. destruct Wq as [Wq1 Wq2]. apply negb_true_iff in Wq1. apply Z.eqb_eq in Wq2.
           specialize (Q3 z). specialize (Q5 z). rewrite (constant_head _ z EC), <- Wq2 in Q3. rewrite <- Q6 in Q5. rewrite Wq1 in Q3, Q5.
           pose proof (D z Z1). assert (0 < k2 * at_point (row s') z) by nra. nra.
      * right. apply Z3; [apply in_or_app; right; now apply in_map |].
        specialize (H6 (row q) (Hvs q Q1 EC) EP). specialize (Q3 y). specialize (Q5 y). rewrite <- Q6, <- Ey in Q5.
        assert (0 < k2 * at_point (row s') y) by (rewrite Q5, <- Q3; now apply Rmult_lt_0_compat). nra.
Qed.

Lemma filter_shorter {A} (f g : A -> bool) l z : (forall q, f q = true -> g q = true) -> In z l -> g z = true -> f z = false ->
  (length (filter f l) < length (filter g l))%nat.
Proof.
  intros H. assert (W : forall l, (length (filter f l) <= length (filter g l))%nat).
  { induction l0 as [| q l0 IH]; simpl; auto. destruct (f q) eqn:E; [rewrite (H q E); simpl; lia |]. destruct (g q); simpl; lia. }
  induction l as [| q l IH]; intros Hz Hg Hf; [contradiction |]. simpl. destruct Hz as [-> | Hz].
  - rewrite Hg, Hf. specialize (W l). simpl. lia.
  - specialize (IH Hz Hg Hf). destruct (f q) eqn:E; [rewrite (H q E); simpl; lia |]. destruct (g q); simpl; lia.
Qed.

(* Some region has all sides >= 0 at x. *)
Theorem regions_cover_cell : (exists r, In r regs /\ has_inner_point r) ->
  exists r, In r regs /\ forall s, In s (sides r) -> 0 <= at_point (row s) x.
Proof.
  set (less := fun r q => if Rlt_dec (value_at (fires_at q) x) (value_at (fires_at r) x) then true else false).
  assert (G : forall n r, (length (filter (less r) regs) <= n)%nat -> In r regs -> has_inner_point r ->
    exists r, In r regs /\ forall s, In s (sides r) -> 0 <= at_point (row s) x).
  { induction n as [n IH] using lt_wf_ind. intros r Hn Hr Hp.
    destruct (existsb (fun s => if Rlt_dec (at_point (row s) x) 0 then true else false) (sides r)) eqn:E.
    - apply existsb_exists in E. destruct E as [s [Hs E]]. destruct (Rlt_dec (at_point (row s) x) 0); [| discriminate].
      destruct (one_step r Hr Hp) as [r' [R1 [R2 R3]]]; [eauto |].
      assert (L : (length (filter (less r') regs) < length (filter (less r) regs))%nat).
      { apply (filter_shorter _ _ _ r'); auto; unfold less.
        - intros q. destruct (Rlt_dec (value_at (fires_at q) x) (value_at (fires_at r') x)); [| discriminate].
          destruct (Rlt_dec (value_at (fires_at q) x) (value_at (fires_at r) x)); auto. lra.
        - destruct (Rlt_dec (value_at (fires_at r') x) (value_at (fires_at r) x)); auto; lra.
        - destruct (Rlt_dec (value_at (fires_at r') x) (value_at (fires_at r') x)); auto; lra. }
      apply (IH (length (filter (less r') regs)) ltac:(lia) r'); auto.
    - exists r. split; auto. intros s Hs. destruct (Rlt_dec (at_point (row s) x) 0) as [N | N]; [| lra].
      assert (existsb (fun s => if Rlt_dec (at_point (row s) x) 0 then true else false) (sides r) = true); [| congruence].
      apply existsb_exists. exists s. split; auto. destruct (Rlt_dec (at_point (row s) x) 0); auto. }
  intros [r [Hr Hp]]. exact (G _ r (le_n _) Hr Hp).
Qed.
End Covering.

(* ------------------------------------------------------------------ the neuron without some of its inhibition *)
(* Without the inhibitory spikes that are not in N. *)
Fixpoint muted (N : list bool) (sp : spikes) : spikes :=
  match N, sp with
  | b :: N', (w, a) :: sp' => (if negb b && Z.eqb (sign w) (-1) then (0%Q, a) else (w, a)) :: muted N' sp'
  | _, _ => sp
  end.
Lemma muted_length : forall sp N, length (muted N sp) = length sp.
Proof. induction sp as [| [w a] sp IH]; intros [| b N]; simpl; auto. Qed.
Lemma muted_arrival x : forall sp N u, ar (muted N sp) x u = ar sp x u.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b N] u; auto. unfold ar in *. simpl. destruct u as [| u]; [| apply IH].
  destruct (negb b && Z.eqb (sign w) (-1)); reflexivity.
Qed.
Lemma muted_weight : forall sp N u, length N = length sp -> (u < length sp)%nat ->
  (wt (muted N sp) u = wt sp u /\ (wt sp u < 0 -> set_of N u = true)) \/
  (wt (muted N sp) u = 0 /\ wt sp u < 0 /\ set_of N u = false).
Proof.
  induction sp as [| [w a] sp IH]; intros [| b N] [| u] Hl Hu; simpl in Hl, Hu; try lia.
  - unfold wt, set_of; simpl. destruct b; simpl; [left; auto |]. destruct (Z.eqb_spec (sign w) (-1)) as [E | E]; simpl.
    + right. split; [apply Q2R_zero |]. split; auto. now apply sign_neg.
    + left. split; auto. intros Hw. apply sign_neg in Hw. contradiction.
  - apply (IH N u); lia.
Qed.

(* Where a rising line below the potential, all inhibition counted, has reached the threshold, so has the potential, and
   all inhibition has arrived, if at its arrivals the potential is below. *)
Lemma line_reached n w a th (E : nat -> bool) s : (forall k, (k < n)%nat -> w k < 0 -> potential n w a (a k) < th) ->
  (forall k, (k < n)%nat -> w k < 0 -> E k = true) -> 0 < weight_of n w E ->
  th <= weight_of n w E * s - moment_of n w a E ->
  th <= potential n w a s /\ forall k, (k < n)%nat -> w k < 0 -> a k < s.
Proof.
  intros Hlow HE HW Hs.
  assert (B : forall k, (k < n)%nat -> w k < 0 -> a k < s).
  { intros k Hk Hw. destruct (Rlt_dec (a k) s) as [| Hn]; auto. exfalso.
    destruct (least_among (fun k => w k < 0) (fun k => Rlt_dec (w k) 0) (fun k => - a k) (seq 0 n)) as [m [M1 [M2 M3]]].
    { exists k. split; auto. apply in_seq. lia. }
    apply in_seq in M1. pose proof M3 as M4. specialize (M3 k ltac:(apply in_seq; lia) Hw).
    pose proof (potential_at_least n w a E (a m)) as P.
    assert (P' : weight_of n w E * a m - moment_of n w a E <= potential n w a (a m)).
    { apply P. intros u Hu Hwu. rewrite HE by auto. destruct (in_seq n 0 u) as [_ Q]. specialize (M4 u ltac:(apply Q; lia) Hwu). lra. }
    specialize (Hlow m ltac:(lia) M2). assert (weight_of n w E * s <= weight_of n w E * a m) by (apply Rmult_le_compat_l; lra). lra. }
  split; auto. eapply Rle_trans; [exact Hs |]. apply potential_at_least. intros u Hu Hw. rewrite HE by auto. specialize (B u Hu Hw). lra.
Qed.

(* ------------------------------------------------------------------ the checks *)
Fixpoint counts_inhibition (E : list bool) (sp : spikes) : bool :=
  match E, sp with
  | b :: E', (w, _) :: sp' => (b || negb (Z.eqb (sign w) (-1))) && counts_inhibition E' sp'
  | [], [] => true
  | _, _ => false
  end.
Lemma counts_inhibition_sound : forall sp E, counts_inhibition E sp = true ->
  length E = length sp /\ forall k, (k < length sp)%nat -> wt sp k < 0 -> set_of E k = true.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b E] H; simpl in H; try discriminate; [split; [auto | simpl; lia] |].
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct (IH E H2) as [I1 I2]. split; [simpl; lia |].
  intros [| k] Hk Hw; [| apply I2; auto; simpl in Hk; lia]. unfold wt in Hw; simpl in Hw. apply sign_neg in Hw.
  rewrite Hw in H1. unfold set_of; simpl. destruct b; auto.
Qed.

(* Every inhibitory spike not in N arrives when the threshold has been reached. *)
Definition is_late (ks : list constraint) (th : Q) (heard : spikes) (a : form) (E : list bool) (pf : multipliers) : bool :=
  counts_inhibition E heard && Z.eqb (sign (mask_weight E heard)) 1 &&
  implies ks pf (positive_form false (subtract (affine_potential E heard a) (constant_form th))).
Fixpoint all_are_late (ks : list constraint) (th : Q) (heard : spikes) (N : list bool) (sp : spikes)
         (ls : list (list bool * multipliers)) : bool :=
  match N, sp with
  | b :: N', (w, a) :: sp' =>
      if negb b && Z.eqb (sign w) (-1) then
        match ls with
        | (E, pf) :: ls' => is_late ks th heard a E pf && all_are_late ks th heard N' sp' ls'
        | [] => false
        end
      else all_are_late ks th heard N' sp' ls
  | [], [] => match ls with [] => true | _ => false end
  | _, _ => false
  end.

Definition potential_of (sp : spikes) (x : list R) (s : R) : R := potential (length sp) (wt sp) (ar sp x) s.

Section Checks.
Variables (ks : list constraint) (th : Q) (N : list bool) (sp : spikes) (x : list R) (pasts : list below).
Hypothesis ks_hold : all_hold ks (1 :: x).
Hypothesis th_positive : 0 < Q2R th.
Hypothesis N_length : length N = length sp.
Let heard := muted N sp.
Hypothesis past : all_are_below ks th heard heard pasts = true.

Lemma heard_length : length heard = length sp.
Proof. apply muted_length. Qed.
Lemma past_below k : (k < length sp)%nat -> wt heard k < 0 -> potential_of heard x (ar heard x k) < Q2R th.
Proof. intros Hk Hw. refine (all_are_below_sound ks x ks_hold th heard heard pasts past k _ Hw). now rewrite heard_length. Qed.
Lemma heard_more s : potential_of sp x s <= potential_of heard x s.
Proof.
  unfold potential_of. rewrite heard_length. unfold potential. apply sum_le. intros u Hu. unfold heard. rewrite muted_arrival.
  destruct (muted_weight sp N u N_length Hu) as [[-> _] | [-> [Hw _]]]; [lra |].
  pose proof (ramp_nonneg (s - ar sp x u)). assert (wt sp u * ramp (s - ar sp x u) <= 0 * ramp (s - ar sp x u)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma line_of_mask E s : counts_inhibition E heard = true -> 0 < weight_of (length sp) (wt heard) (set_of E) ->
  Q2R th <= weight_of (length sp) (wt heard) (set_of E) * s - moment_of (length sp) (wt heard) (ar heard x) (set_of E) ->
  Q2R th <= potential_of heard x s /\ forall k, (k < length sp)%nat -> wt heard k < 0 -> ar heard x k < s.
Proof.
  intros HE HW Hs. destruct (counts_inhibition_sound _ _ HE) as [_ HC]. rewrite heard_length in HC.
  unfold potential_of. rewrite heard_length. apply (line_reached _ _ _ _ (set_of E)); auto.
  intros k Hk Hw. pose proof (past_below k Hk Hw) as P. unfold potential_of in P. now rewrite heard_length in P.
Qed.

Lemma late_reached : forall ls, all_are_late ks th heard N sp ls = true -> forall k, (k < length sp)%nat ->
  wt sp k < 0 -> set_of N k = false -> Q2R th <= potential_of heard x (ar sp x k).
Proof.
  assert (G : forall q M ls, all_are_late ks th heard M q ls = true -> forall k, (k < length q)%nat ->
    wt q k < 0 -> set_of M k = false -> Q2R th <= potential_of heard x (ar q x k)).
  { induction q as [| [w a] q IH]; intros [| b M] ls H k Hk Hw HM; simpl in Hk; try lia; simpl in H; try discriminate.
    destruct k as [| k].
    - unfold set_of in HM; simpl in HM. subst b. unfold wt in Hw; simpl in Hw. apply sign_neg in Hw. rewrite Hw in H. simpl in H.
      destruct ls as [| [E pf] ls]; [discriminate |]. apply andb_true_iff in H. destruct H as [H _].
      unfold is_late in H. rewrite !andb_true_iff in H. destruct H as [[H1 H2] H3]. apply Z.eqb_eq, sign_pos in H2.
      apply (proved ks pf false _ x ks_hold) in H3. unfold value_at in H3. rewrite value_subtract, value_constant in H3.
      fold (value_at (affine_potential E heard a) x) in H3. destruct (counts_inhibition_sound _ _ H1) as [HL _].
      rewrite affine_potential_sound in H3 by auto. rewrite <- mask_weight_sound in H2 by auto. rewrite heard_length in H2, H3.
      change (ar ((w, a) :: q) x 0) with (value_at a x). apply (line_of_mask E); auto. lra.
    - destruct (negb b && Z.eqb (sign w) (-1)).
      + destruct ls as [| [E pf] ls]; [discriminate |]. apply andb_true_iff in H. destruct H as [_ H]. apply (IH M ls H k); auto. lia.
      + apply (IH M ls H k); auto. lia. }
  intros ls H. exact (G sp N ls H).
Qed.

(* ---- never ---- *)
Lemma never_sound : sign (mask_weight (every heard) heard) <> 1%Z -> never_fires (length sp) (wt sp) (ar sp x) (Q2R th).
Proof.
  intros HW s. apply Rle_lt_trans with (potential_of heard x s); [exact (heard_more s) |].
  unfold potential_of. apply never_iff; auto. rewrite heard_length. destruct (every_spec heard) as [Ev1 Ev2]. split.
  - rewrite (weight_of_ext (length sp) (wt heard) _ (set_of (every heard))) by (intros u Hu; rewrite Ev2; auto; now rewrite heard_length).
    rewrite <- heard_length, mask_weight_sound by auto. destruct (Rle_dec (Q2R (mask_weight (every heard) heard)) 0) as [| Hn]; auto.
    exfalso. apply HW, sign_pos. lra.
  - intros k Hk Hw. pose proof (past_below k Hk Hw) as P. unfold potential_of in P. now rewrite heard_length in P.
Qed.

(* ---- a region ---- *)
Variable lates : list (list bool * multipliers).
Hypothesis late : all_are_late ks th heard N sp lates = true.
Variables (m : list bool) (f : form).
Hypothesis m_counts : counts_inhibition m heard = true.
Hypothesis m_time : candidate_form th m heard = Some f.
Hypothesis m_sides : forall s, In s (sides_of f m heard) -> 0 <= at_point (row s) x.

Lemma m_length : length m = length sp.
Proof. destruct (counts_inhibition_sound _ _ m_counts) as [H _]. now rewrite H, heard_length. Qed.
Lemma side_holds u : (u < length sp)%nat -> 0 < wt heard u ->
  if set_of m u then ar sp x u <= value_at f x else value_at f x <= ar sp x u.
Proof.
  intros Hu Hw. destruct (sides_of_all f x heard m u) as [s [S1 [_ [k [K1 K2]]]]]; auto; try (rewrite heard_length; auto; apply m_length).
  specialize (m_sides s S1). unfold heard in K2 at 1 2. rewrite muted_arrival in K2.
  assert (0 <= k * at_point (row s) x) by (apply Rmult_le_pos; lra). destruct (set_of m u); lra.
Qed.
Lemma at_threshold : potential_of heard x (value_at f x) = Q2R th /\
  forall k, (k < length sp)%nat -> wt heard k < 0 -> ar heard x k < value_at f x.
Proof.
  assert (Hl : length m = length heard) by (rewrite heard_length; apply m_length).
  destruct (candidate_form_some th m heard f x Hl m_time) as [HW HC]. rewrite heard_length in HW, HC.
  pose proof (candidate_weight _ _ (ar heard x) (Q2R th) _ HW) as HQ. rewrite HC in HQ.
  destruct (line_of_mask m (value_at f x) m_counts HW ltac:(lra)) as [_ HB]. split; auto.
  unfold potential_of. rewrite heard_length. rewrite (potential_affine _ _ _ (set_of m)); [lra |].
  intros u Hu Hw. destruct (Rlt_dec 0 (wt heard u)) as [Hp | Hp].
  - pose proof (side_holds u Hu Hp) as S. unfold heard. rewrite muted_arrival. exact S.
  - assert (Hn : wt heard u < 0) by lra. destruct (counts_inhibition_sound _ _ m_counts) as [_ HE]. rewrite heard_length in HE.
    rewrite (HE u Hu Hn). specialize (HB u Hu Hn). lra.
Qed.
Lemma heard_fires : fires (length sp) (wt heard) (ar heard x) (Q2R th) (value_at f x).
Proof.
  destruct at_threshold as [H1 _]. apply first_reached; auto.
  - unfold potential_of in H1. now rewrite heard_length in H1.
  - intros k Hk Hw _. pose proof (past_below k Hk Hw) as P. unfold potential_of in P. now rewrite heard_length in P.
Qed.
Lemma others_late k : (k < length sp)%nat -> wt sp k < 0 -> set_of N k = false -> value_at f x <= ar sp x k.
Proof.
  intros Hk Hw HN. pose proof (late_reached lates late k Hk Hw HN) as L. destruct heard_fires as [_ F].
  destruct (Rle_dec (value_at f x) (ar sp x k)) as [| Hn]; auto. specialize (F (ar sp x k) ltac:(lra)).
  unfold potential_of in L. rewrite heard_length in L. lra.
Qed.
Theorem region_sound : fires (length sp) (wt sp) (ar sp x) (Q2R th) (value_at f x).
Proof.
  destruct heard_fires as [F1 F2]. split.
  - destruct at_threshold as [A _]. unfold potential_of in A. rewrite heard_length in A. rewrite <- A. right.
    unfold potential. apply sum_ext. intros u Hu. unfold heard. rewrite muted_arrival.
    destruct (muted_weight sp N u N_length Hu) as [[-> _] | [-> [Hw HN]]]; auto.
    rewrite ramp_neg; [lra |]. pose proof (others_late u Hu Hw HN). lra.
  - intros s Hs. apply Rle_lt_trans with (potential_of heard x s); [exact (heard_more s) |].
    unfold potential_of. rewrite heard_length. auto.
Qed.

(* Inside, the causal set is m. *)
Hypothesis m_fits : forall u, (u < length sp)%nat -> (wt sp u < 0 -> set_of m u = set_of N u) /\ (wt sp u = 0 -> set_of m u = false).
Hypothesis m_inside : forall s, In s (sides_of f m heard) -> constant_fine s = true \/ 0 < at_point (row s) x.
Theorem region_causal_set : same_set (length sp) (set_of m) (causal_set (wt sp) (ar sp x) (value_at f x)).
Proof.
  intros u Hu. symmetry. destruct (m_fits u Hu) as [F1 F2].
  destruct (Rtotal_order (wt sp u) 0) as [Hw | [Hw | Hw]].
  - rewrite F1 by auto. destruct (set_of N u) eqn:EN.
    + apply causal_set_true. split; [| lra]. destruct at_threshold as [_ A].
      destruct (muted_weight sp N u N_length Hu) as [[E _] | [_ [_ E]]]; [| congruence].
      rewrite <- (muted_arrival x sp N u). apply A; auto. unfold heard. now rewrite E.
    + apply causal_set_false. right. now apply others_late.
  - rewrite F2 by auto. apply causal_set_false. auto.
  - assert (Hh : 0 < wt heard u).
    { destruct (muted_weight sp N u N_length Hu) as [[E _] | [_ [E _]]]; [unfold heard; now rewrite E | lra]. }
    pose proof (side_holds u Hu Hh) as S. destruct (set_of m u) eqn:Em; [| apply causal_set_false; auto].
    apply causal_set_true. split; [| lra].
    destruct (sides_of_all f x heard m u) as [s [S1 [S2 [k [K1 K2]]]]]; auto; try (rewrite heard_length; auto; apply m_length).
    rewrite Em in K2, S2. unfold heard in K2 at 1. rewrite muted_arrival in K2.
    assert (0 < at_point (row s) x).
    { destruct (m_inside s S1) as [C | C]; auto. unfold constant_fine in C. apply andb_true_iff in C. destruct C as [C1 C2].
      rewrite S2 in C2. simpl in C2. rewrite orb_false_r in C2. rewrite (constant_head _ x C1). apply Z.ltb_lt, IZR_lt in C2. exact C2. }
    assert (0 < k * at_point (row s) x) by now apply Rmult_lt_0_compat. lra.
Qed.
End Checks.

(* ------------------------------------------------------------------ a neuron's regions, as evidence *)
Record causal := MakeCausal {
  kept : list bool;                                   (* the inhibition that arrives before the firing *)
  pasts : list below;                                 (* ... arrives before it, one for each of these *)
  lates : list (list bool * multipliers);             (* the other inhibition arrives after it *)
  listed : list (list bool * list way);               (* the regions, with the ways out *)
  inner : list bool * list Z }.                       (* a point inside one of them *)

(* A mask has the inhibition kept, and no silent synapse. *)
Fixpoint fits (N m : list bool) (sp : spikes) : bool :=
  match N, m, sp with
  | b :: N', c :: m', (w, _) :: sp' =>
      (if Z.eqb (sign w) (-1) then Bool.eqb c b else if Z.eqb (sign w) 0 then negb c else true) && fits N' m' sp'
  | [], [], [] => true
  | _, _, _ => false
  end.
Lemma fits_sound : forall sp N m, fits N m sp = true -> length N = length sp /\ length m = length sp /\
  forall u, (u < length sp)%nat -> (wt sp u < 0 -> set_of m u = set_of N u) /\ (wt sp u = 0 -> set_of m u = false).
Proof.
  induction sp as [| [w a] sp IH]; intros [| b N] [| c m] H; simpl in H; try discriminate; [split; [auto | split; [auto | simpl; lia]] |].
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct (IH N m H2) as [I1 [I2 I3]].
  split; [simpl; lia |]. split; [simpl; lia |]. intros [| u] Hu; [| apply I3; simpl in Hu; lia]. unfold wt, set_of; simpl. split; intros Hw.
  - apply sign_neg in Hw. rewrite Hw in H1. simpl in H1. now apply eqb_prop.
  - apply sign_zero in Hw. rewrite Hw in H1. simpl in H1. now apply negb_true_iff.
Qed.

Fixpoint regions_of (th : Q) (N : list bool) (heard sp : spikes) (l : list (list bool * list way)) : option (list region_data) :=
  match l with
  | [] => Some []
  | (m, _) :: l' =>
      if fits N m sp && counts_inhibition m heard then
        match candidate_form th m heard, regions_of th N heard sp l' with
        | Some f, Some rs => Some (RegionData m f (sides_of f m heard) :: rs)
        | _, _ => None
        end
      else None
  end.
Fixpoint all_ways_out (d : nat) (inn : list constraint) (t : trie region_data) (rs : list region_data) (l : list (list bool * list way)) : bool :=
  match rs, l with
  | [], [] => true
  | r :: rs', (_, ws) :: l' => ways_out d inn t r (sides r) ws && all_ways_out d inn t rs' l'
  | _, _ => false
  end.
Definition is_inner (d : nat) (ks : list constraint) (t : trie region_data) (mp : list bool * list Z) : bool :=
  match look (fst mp) t with
  | Some r => is_interior d ks (snd mp) &&
              forallb (fun s => constant_fine s || Z.ltb 0 (integer_apply (row s) (snd mp))) (sides r)
  | None => false
  end.
Definition causal_regions (d : nat) (ks : list constraint) (th : Q) (sp : spikes) (c : causal) : option (list region_data) :=
  let heard := muted (kept c) sp in
  if Nat.eqb (length (kept c)) (length sp) && all_are_below ks th heard heard (pasts c) &&
     all_are_late ks th heard (kept c) sp (lates c) then
    match regions_of th (kept c) heard sp (listed c) with
    | Some rs =>
        let t := index rs in
        if all_ways_out d (map sharp ks) t rs (listed c) && is_inner d ks t (inner c) then Some rs else None
    | None => None
    end
  else None.
Definition is_silent (ks : list constraint) (th : Q) (N : list bool) (sp : spikes) (ps : list below) : bool :=
  let heard := muted N sp in
  Nat.eqb (length N) (length sp) && all_are_below ks th heard heard ps && negb (Z.eqb (sign (mask_weight (every heard) heard)) 1).

Lemma regions_of_sound th N heard sp : forall l rs, regions_of th N heard sp l = Some rs -> forall r, In r rs ->
  fits N (mask r) sp = true /\ counts_inhibition (mask r) heard = true /\ candidate_form th (mask r) heard = Some (fires_at r) /\
  sides r = sides_of (fires_at r) (mask r) heard.
Proof.
  induction l as [| [m ws] l IH]; intros rs H r Hr; simpl in H; [injection H as <-; contradiction |].
  destruct (fits N m sp && counts_inhibition m heard) eqn:E; [| discriminate]. apply andb_true_iff in E. destruct E as [E1 E2].
  destruct (candidate_form th m heard) as [f |] eqn:Ef; [| discriminate].
  destruct (regions_of th N heard sp l) as [rs' |]; [| discriminate]. injection H as <-. destruct Hr as [<- | Hr]; [simpl; auto | eapply IH; eauto].
Qed.
Lemma all_ways_out_sound d inn t : forall rs l, all_ways_out d inn t rs l = true -> forall r, In r rs ->
  exists ws, ways_out d inn t r (sides r) ws = true.
Proof.
  induction rs as [| q rs IH]; intros [| [m ws] l] H r Hr; simpl in H; try discriminate; try contradiction.
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct Hr as [<- | Hr]; eauto.
Qed.

(* The regions of accepted evidence cover the cell; on each of them the neuron fires at its form, inside with its mask. *)
Theorem causal_regions_sound d ks th sp c rs x : causal_regions d ks th sp c = Some rs -> 0 < Q2R th -> length x = d ->
  all_hold ks (1 :: x) ->
  (exists r, In r rs /\ forall s, In s (sides r) -> 0 <= at_point (row s) x) /\
  forall r, In r rs -> (forall s, In s (sides r) -> 0 <= at_point (row s) x) ->
    fires (length sp) (wt sp) (ar sp x) (Q2R th) (value_at (fires_at r) x) /\
    ((forall s, In s (sides r) -> constant_fine s = true \/ 0 < at_point (row s) x) ->
     length (mask r) = length sp /\ same_set (length sp) (set_of (mask r)) (causal_set (wt sp) (ar sp x) (value_at (fires_at r) x))).
Proof.
  intros H Hth Hx Hk. unfold causal_regions in H. set (heard := muted (kept c) sp) in *.
  destruct (Nat.eqb (length (kept c)) (length sp) && all_are_below ks th heard heard (pasts c) && all_are_late ks th heard (kept c) sp (lates c)) eqn:E; [| discriminate].
  rewrite !andb_true_iff in E. destruct E as [[E1 E2] E3]. apply Nat.eqb_eq in E1.
  destruct (regions_of th (kept c) heard sp (listed c)) as [rs' |] eqn:ER; [| discriminate].
  destruct (all_ways_out d (map sharp ks) (index rs') rs' (listed c) && is_inner d ks (index rs') (inner c)) eqn:EW; [| discriminate].
  injection H as <-. apply andb_true_iff in EW. destruct EW as [EW EI].
  pose proof (regions_of_sound _ _ _ _ _ _ ER) as RS. split.
  - apply (regions_cover_cell d ks heard rs'); auto.
    + intros r Hr. destruct (RS r Hr) as [_ [_ [_ S]]]. eauto.
    + apply (all_ways_out_sound _ _ _ _ _ EW).
    + unfold is_inner in EI. destruct (look (fst (inner c)) (index rs')) as [r |] eqn:EL; [| discriminate].
      apply look_index in EL. apply andb_true_iff in EI. destruct EI as [I1 I2]. destruct (interior_point d ks _ I1) as [p [P1 [P2 P3]]].
      exists r. split; auto. exists p. split; auto. split; auto. intros s Hs. rewrite forallb_forall in I2. specialize (I2 s Hs).
      apply orb_true_iff in I2. destruct I2; auto.
  - intros r Hr Hs. destruct (RS r Hr) as [F1 [F2 [F3 F4]]]. rewrite F4 in Hs. destruct (fits_sound _ _ _ F1) as [_ [L2 FS]]. split.
    + exact (region_sound ks th (kept c) sp x (pasts c) Hk Hth E1 E2 (lates c) E3 (mask r) (fires_at r) F2 F3 Hs).
    + intros HI. rewrite F4 in HI. split; auto.
      exact (region_causal_set ks th (kept c) sp x (pasts c) Hk Hth E1 E2 (lates c) E3 (mask r) (fires_at r) F2 F3 Hs FS HI).
Qed.
(* Constant sides are as they must be. *)
Lemma causal_constant d ks th sp c rs r s : causal_regions d ks th sp c = Some rs -> In r rs -> In s (sides r) ->
  is_constant (row s) = true -> constant_fine s = true.
Proof.
  intros H Hr Hs E. unfold causal_regions in H. destruct (Nat.eqb _ _ && _ && _); [| discriminate].
  destruct (regions_of _ _ _ _ _) as [rs' |]; [| discriminate].
  destruct (all_ways_out d (map sharp ks) (index rs') rs' (listed c) && is_inner d ks (index rs') (inner c)) eqn:EW; [| discriminate].
  injection H as <-. apply andb_true_iff in EW. destruct EW as [EW _].
  destruct (way_of d ks rs' (all_ways_out_sound _ _ _ _ _ EW) r s Hr Hs) as [w W]. unfold way_out in W. now rewrite E in W.
Qed.
Theorem is_silent_sound ks th N sp ps x : is_silent ks th N sp ps = true -> 0 < Q2R th -> all_hold ks (1 :: x) ->
  never_fires (length sp) (wt sp) (ar sp x) (Q2R th).
Proof.
  intros H Hth Hk. unfold is_silent in H. rewrite !andb_true_iff in H. destruct H as [[H1 H2] H3]. apply Nat.eqb_eq in H1.
  apply negb_true_iff in H3. apply (never_sound ks th N sp x ps Hk Hth H1 H2). intros E. rewrite E in H3. discriminate.
Qed.
