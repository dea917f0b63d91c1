(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Affine functions on R^d along segments, and rows as such functions: leaving a polyhedron through one of its
   sides, and staying inside the others. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ affine functions on R^d *)
Definition affine_on (d : nat) (F : list R -> R) : Prop :=
  forall l x y, length x = d -> length y = d -> F (blend l x y) = l * F x + (1 - l) * F y.
Definition at_point (v : vec) (x : list R) : R := apply v (1 :: x).

Lemma apply_blend v : forall l x y, length x = length y ->
  apply v (blend l x y) = l * apply v x + (1 - l) * apply v y.
Proof.
  induction v as [| k v IH]; intros l [| p x] [| q y] H; simpl in *; try discriminate; try lra.
  rewrite IH by lia. lra.
Qed.
Lemma blend_point l x y : blend l (1 :: x) (1 :: y) = 1 :: blend l x y.
Proof. simpl. f_equal. lra. Qed.
Lemma affine_row d v : affine_on d (at_point v).
Proof. intros l x y Hx Hy. unfold at_point. rewrite <- blend_point, apply_blend; simpl; congruence. Qed.
Lemma affine_difference d F G a b : affine_on d F -> affine_on d G -> affine_on d (fun x => a * F x - b * G x).
Proof. intros HF HG l x y Hx Hy. rewrite HF, HG by auto. lra. Qed.

(* A short step towards z changes no sign. *)
Lemma short_step d p z Fs : length p = d -> length z = d -> Forall (affine_on d) Fs ->
  exists e, 0 < e <= 1 /\ forall l, 0 <= l <= e -> forall F, In F Fs -> F p <> 0 -> 0 < F p * F (blend l z p).
Proof.
  intros Hp Hz. induction 1 as [| F Fs HF HFs [e [He IH]]]; [exists 1; split; [lra | intros l _ F []] |].
  destruct (Req_dec (F p) 0) as [E | E].
  - exists e. split; auto. intros l Hl G [<- | HG] Hne; [contradiction | now apply IH].
  - set (k := Rabs (F z - F p)). assert (Hk : 0 <= k) by apply Rabs_pos. assert (Ha : 0 < Rabs (F p)) by now apply Rabs_pos_lt.
    set (s := Rabs (F p) / (2 * (k + 1))). assert (Hs : 0 < s) by (apply Rdiv_lt_0_compat; lra).
    exists (Rmin e s). pose proof (Rmin_l e s). pose proof (Rmin_r e s).
    split; [split; [apply Rmin_glb_lt; lra | lra] |]. intros l Hl G [<- | HG] Hne; [| apply IH; auto; lra].
    rewrite HF by auto. replace (l * F z + (1 - l) * F p) with (F p + l * (F z - F p)) by lra.
    assert (B : Rabs (l * (F z - F p)) < Rabs (F p)).
    { rewrite Rabs_mult, (Rabs_right l) by lra. fold k. assert (l * k <= s * k) by (apply Rmult_le_compat_r; lra).
      assert (s * (2 * (k + 1)) = Rabs (F p)) by (unfold s; field; lra). nra. }
    set (c := l * (F z - F p)) in *. clearbody c. revert B. unfold Rabs. destruct (Rcase_abs c), (Rcase_abs (F p)); intros B; nra.
Qed.

(* Finitely many affine functions, none of them zero everywhere: a point where none is zero, still inside. *)
Lemma generic_point d Gs : Forall (affine_on d) Gs -> forall Fs, Forall (affine_on d) Fs ->
  (forall F, In F Fs -> exists z, length z = d /\ F z <> 0) -> forall p, length p = d ->
  exists q, length q = d /\ (forall F, In F Fs -> F q <> 0) /\ (forall G, In G Gs -> 0 < G p -> 0 < G q).
Proof.
  intros HG. induction 1 as [| F Fs HF HFs IH]; intros HZ p Hp; [exists p; split; auto; split; auto; intros F [] |].
  destruct (IH (fun F' H' => HZ F' (or_intror H')) p Hp) as [q [Q1 [Q2 Q3]]].
  destruct (Req_dec (F q) 0) as [E | E].
  - destruct (HZ F (or_introl eq_refl)) as [z [Z1 Z2]].
    destruct (short_step d q z (Fs ++ Gs) Q1 Z1) as [e [He HS]]; [apply Forall_app; auto |].
    exists (blend e z q). split; [rewrite blend_length; congruence |]. split.
    + intros F' [<- | H'].
      * rewrite HF, E by auto. intros K. assert (e * F z = 0) by lra. apply Rmult_integral in H. destruct H; [lra | contradiction].
      * specialize (HS e ltac:(lra) F' (in_or_app _ _ _ (or_introl H')) (Q2 F' H')). intros K. rewrite K in HS. lra.
    + intros G H' Hp0. specialize (Q3 G H' Hp0).
      specialize (HS e ltac:(lra) G (in_or_app _ _ _ (or_intror H')) ltac:(lra)). nra.
  - exists q. split; auto. split; auto. intros F' [<- | H']; auto.
Qed.

(* ------------------------------------------------------------------ proportional rows *)
(* The first n entries; u is a positive multiple of v and not zero. *)
Fixpoint pivot (n : nat) (u v : vec) : Z * Z :=
  match n with
  | O => (0, 0)%Z
  | S n' => let a := hd 0%Z u in let b := hd 0%Z v in
            if Z.eqb a 0 && Z.eqb b 0 then pivot n' (tl u) (tl v) else (a, b)
  end.
Fixpoint cross (n : nat) (a b : Z) (u v : vec) : bool :=
  match n with
  | O => true
  | S n' => Z.eqb (a * hd 0%Z v)%Z (b * hd 0%Z u)%Z && cross n' a b (tl u) (tl v)
  end.
Definition proportional (n : nat) (u v : vec) : bool :=
  let (a, b) := pivot n u v in Z.eqb (Z.sgn a * Z.sgn b)%Z 1 && cross n a b u v.

Lemma apply_hd v y X : apply v (y :: X) = IZR (hd 0%Z v) * y + apply (tl v) X.
Proof. destruct v; simpl; lra. Qed.
Lemma nth_tl (v : vec) i : nth i (tl v) 0%Z = nth (S i) v 0%Z.
Proof. destruct v; destruct i; auto. Qed.
Lemma nth_hd (v : vec) : nth 0 v 0%Z = hd 0%Z v.
Proof. destruct v; auto. Qed.

Lemma cross_sound n a b : forall u v X, cross n a b u v = true -> length X = n -> IZR b * apply u X = IZR a * apply v X.
Proof.
  induction n as [| n IH]; intros u v [| y X] H Hl; simpl in Hl; try discriminate; [rewrite !apply_nil; lra |].
  simpl in H. apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq, (f_equal IZR) in H1. rewrite !mult_IZR in H1.
  specialize (IH _ _ X H2 ltac:(lia)). rewrite !apply_hd, !Rmult_plus_distr_l, IH, <- !Rmult_assoc, H1. reflexivity.
Qed.
Lemma sgn_product a b : (Z.sgn a * Z.sgn b = 1)%Z -> 0 < IZR a / IZR b /\ IZR b <> 0.
Proof.
  intros H. destruct a as [| a | a], b as [| b | b]; simpl in H; try lia.
  - pose proof (positive_R a). pose proof (positive_R b). split; [now apply Rdiv_lt_0_compat | lra].
  - pose proof (positive_R a). pose proof (positive_R b). change (Z.neg a) with (- Z.pos a)%Z. change (Z.neg b) with (- Z.pos b)%Z.
    rewrite !opp_IZR. split; [| lra]. replace (- IZR (Z.pos a) / - IZR (Z.pos b)) with (IZR (Z.pos a) / IZR (Z.pos b)) by (field; lra).
    now apply Rdiv_lt_0_compat.
Qed.
Lemma proportional_sound n u v : proportional n u v = true ->
  exists k, 0 < k /\ forall X, length X = n -> apply u X = k * apply v X.
Proof.
  unfold proportional. destruct (pivot n u v) as [a b]. intros H. apply andb_true_iff in H. destruct H as [H1 H2].
  apply Z.eqb_eq in H1. destruct (sgn_product a b H1) as [K1 K2]. exists (IZR a / IZR b). split; auto.
  intros X HX. pose proof (cross_sound n a b u v X H2 HX) as E. apply Rmult_eq_reg_l with (IZR b); auto. rewrite E. field. auto.
Qed.

Definition multiple (n : nat) (k : R) (u v : vec) : Prop := forall i, (i < n)%nat -> IZR (nth i u 0%Z) = k * IZR (nth i v 0%Z).
Lemma multiple_tl n k u v : multiple (S n) k u v -> multiple n k (tl u) (tl v).
Proof. intros H i Hi. rewrite !nth_tl. apply H. lia. Qed.
Lemma multiple_pivot n k : 0 < k -> forall u v X, multiple n k u v -> length X = n -> apply v X <> 0 ->
  let (a, b) := pivot n u v in IZR a = k * IZR b /\ IZR b <> 0.
Proof.
  intros Hk. induction n as [| n IH]; intros u v [| y X] HM Hl Hne; simpl in Hl; try discriminate; [rewrite apply_nil in Hne; lra |].
  simpl. pose proof (HM 0%nat ltac:(lia)) as H0. rewrite !nth_hd in H0.
  destruct (Z.eqb_spec (hd 0%Z u) 0) as [Eu | Eu]; simpl.
  - destruct (Z.eqb_spec (hd 0%Z v) 0) as [Ev | Ev].
    + apply (IH (tl u) (tl v) X); [now apply multiple_tl | lia |]. rewrite apply_hd, Ev in Hne. lra.
    + split; auto. now apply not_0_IZR.
  - split; auto. intros E. rewrite E, Rmult_0_r in H0. apply eq_IZR in H0. contradiction.
Qed.
Lemma multiple_cross n k a b : IZR a = k * IZR b -> forall u v, multiple n k u v -> cross n a b u v = true.
Proof.
  intros E. induction n as [| n IH]; intros u v HM; simpl; auto. apply andb_true_iff. split; [| apply IH; now apply multiple_tl].
  pose proof (HM 0%nat ltac:(lia)) as H0. rewrite !nth_hd in H0. apply Z.eqb_eq, eq_IZR. rewrite !mult_IZR, E, H0. lra.
Qed.
Lemma multiple_proportional n k u v X : 0 < k -> multiple n k u v -> length X = n -> apply v X <> 0 -> proportional n u v = true.
Proof.
  intros Hk HM Hl Hne. unfold proportional. pose proof (multiple_pivot n k Hk u v X HM Hl Hne) as P.
  destruct (pivot n u v) as [a b]. destruct P as [P1 P2]. apply andb_true_iff. split; [| now apply (multiple_cross n k)].
  apply Z.eqb_eq. assert (S : 0 < IZR a * IZR b).
  { rewrite P1, Rmult_assoc. apply Rmult_lt_0_compat; auto. now apply Rlt_0_sqr. } rewrite <- mult_IZR in S. apply lt_IZR in S.
  rewrite <- Z.sgn_mul. apply Z.sgn_pos. auto.
Qed.

(* Coefficients are values. *)
Definition axis (d i : nat) : list R := map (fun j => if Nat.eqb j i then 1 else 0) (seq 0 d).
Lemma axis_apply d i : forall s v, apply v (map (fun j => if Nat.eqb j i then 1 else 0) (seq s d)) =
  if (Nat.leb s i && Nat.ltb i (s + d))%bool then IZR (nth (i - s) v 0%Z) else 0.
Proof.
  induction d as [| d IH]; intros s v.
  - simpl. rewrite apply_nil. destruct (Nat.leb_spec s i); simpl; auto. destruct (Nat.ltb_spec i (s + 0)); auto. lia.
  - cbn [seq map]. rewrite apply_hd, IH. destruct (Nat.eqb_spec s i) as [-> | Hne].
    + destruct (Nat.leb_spec (S i) i); [lia |]. simpl. rewrite Nat.leb_refl. destruct (Nat.ltb_spec i (i + S d)); [| lia].
      simpl. rewrite Nat.sub_diag, nth_hd. lra.
    + destruct (Nat.leb_spec (S s) i); destruct (Nat.leb_spec s i); try lia; simpl; [| lra].
      destruct (Nat.ltb_spec i (S (s + d))); destruct (Nat.ltb_spec i (s + S d)); try lia; simpl; [| lra].
      rewrite nth_tl. replace (S (i - S s)) with (i - s)%nat by lia. lra.
Qed.
Lemma axis_value d i v : (i < d)%nat -> at_point v (axis d i) = IZR (hd 0%Z v) + IZR (nth (S i) v 0%Z).
Proof.
  intros Hi. unfold at_point, axis. rewrite apply_hd, axis_apply. simpl. rewrite Nat.sub_0_r, nth_tl.
  destruct (Nat.ltb_spec i d); [lra | lia].
Qed.
Lemma origin_value d v : at_point v (axis d d) = IZR (hd 0%Z v).
Proof. unfold at_point, axis. rewrite apply_hd, axis_apply. simpl. destruct (Nat.ltb_spec d d); [lia | lra]. Qed.
Lemma axis_length d i : length (axis d i) = d.
Proof. unfold axis. now rewrite map_length, seq_length. Qed.

(* Two rows negative at x that are not proportional: their zeros along the way from a generic point differ. *)
Lemma rows_apart d u v x : length x = d -> at_point u x < 0 -> at_point v x < 0 -> proportional (S d) u v = false ->
  exists z, length z = d /\ at_point v x * at_point u z - at_point u x * at_point v z <> 0.
Proof.
  intros Hx Hu Hv HP. set (a := at_point u x) in *. set (b := at_point v x) in *.
  assert (D : (exists i, (i <= d)%nat /\ b * at_point u (axis d i) - a * at_point v (axis d i) <> 0) \/
              forall i, (i <= d)%nat -> b * at_point u (axis d i) - a * at_point v (axis d i) = 0).
  { clear. assert (G : forall n, (exists i, (i < n)%nat /\ b * at_point u (axis d i) - a * at_point v (axis d i) <> 0) \/
              forall i, (i < n)%nat -> b * at_point u (axis d i) - a * at_point v (axis d i) = 0).
    { induction n as [| n [[i [H1 H2]] | IH]]; [right; intros; lia | left; exists i; split; [lia | auto] |].
      destruct (Req_dec (b * at_point u (axis d n) - a * at_point v (axis d n)) 0) as [E | E].
      - right. intros i Hi. destruct (Nat.eq_dec i n) as [-> |]; auto. apply IH. lia.
      - left. exists n. split; [lia | auto]. }
    destruct (G (S d)) as [[i [H1 H2]] | H]; [left; exists i; split; [lia | auto] | right; intros i Hi; apply H; lia]. }
  destruct D as [[i [Hi Hne]] | H]; [exists (axis d i); split; [apply axis_length | auto] |].
  exfalso. assert (HM : multiple (S d) (a / b) u v).
  { intros i Hi. pose proof (H d ltac:(lia)) as H0. rewrite !origin_value in H0.
    assert (E0 : IZR (hd 0%Z u) = a / b * IZR (hd 0%Z v)).
    { apply Rmult_eq_reg_l with b; [| lra]. replace (b * (a / b * IZR (hd 0%Z v))) with (a * IZR (hd 0%Z v)) by (field; lra). lra. }
    destruct i as [| i]; [now rewrite !nth_hd |]. specialize (H i ltac:(lia)). rewrite !axis_value in H by lia.
    apply Rmult_eq_reg_l with b; [| lra]. replace (b * (a / b * IZR (nth (S i) v 0%Z))) with (a * IZR (nth (S i) v 0%Z)) by (field; lra). lra. }
  rewrite (multiple_proportional (S d) (a / b) u v (1 :: x)) in HP; try discriminate; auto.
  - apply Rmult_lt_reg_r with (- b); [lra |]. replace (a / b * - b) with (- a) by (field; lra). lra.
  - simpl. auto.
  - fold (at_point v x). fold b. lra.
Qed.

(* ------------------------------------------------------------------ leaving a region through one side *)
Lemma least_among {A} (P : A -> Prop) (Pdec : forall y, {P y} + {~ P y}) (f : A -> R) l : (exists y, In y l /\ P y) ->
  exists m, In m l /\ P m /\ forall y, In y l -> P y -> f m <= f y.
Proof.
  induction l as [| z l IH]; intros [y [Hy HP]]; [contradiction |].
  destruct (existsb (fun y => if Pdec y then true else false) l) eqn:E.
  - apply existsb_exists in E. destruct E as [w [W1 W2]]. destruct (Pdec w) as [Pw |]; [| discriminate].
    destruct (IH (ex_intro _ w (conj W1 Pw))) as [m [M1 [M2 M3]]].
    destruct (Pdec z) as [Pz | Pz]; [destruct (Rle_dec (f z) (f m)) |].
    + exists z. split; [left; auto |]. split; auto. intros q [<- | Hq] Pq; [lra |]. specialize (M3 q Hq Pq). lra.
    + exists m. split; [right; auto |]. split; auto. intros q [<- | Hq] Pq; [lra | auto].
    + exists m. split; [right; auto |]. split; auto. intros q [<- | Hq] Pq; [contradiction | auto].
  - assert (N : forall q, In q l -> ~ P q).
    { intros q Hq Pq. assert (existsb (fun y => if Pdec y then true else false) l = true); [| congruence].
      apply existsb_exists. exists q. split; auto. destruct (Pdec q); auto. }
    destruct Hy as [<- | Hy]; [| destruct (N y Hy HP)]. exists z. split; [left; auto |]. split; auto.
    intros q [<- | Hq] Pq; [lra | destruct (N q Hq Pq)].
Qed.

Definition is_negative_row (x : list R) (v : vec) : bool := if Rlt_dec (at_point v x) 0 then true else false.
Definition apart (d : nat) (x : list R) (uv : vec * vec) : bool :=
  is_negative_row x (fst uv) && is_negative_row x (snd uv) && negb (proportional (S d) (fst uv) (snd uv)).

(* From an inner point p of the rows rs and the sides vs towards x, where some side is negative: a point y where
   exactly the sides that are multiples of one side h are left. *)
Lemma exit_point d rs vs p x : length p = d -> length x = d ->
  (forall r, In r rs -> 0 < at_point r p) -> (forall v, In v vs -> 0 < at_point v p) ->
  (forall r, In r rs -> 0 <= at_point r x) -> (exists v, In v vs /\ at_point v x < 0) ->
  exists h y, In h vs /\ length y = d /\ at_point h y = 0 /\ at_point h x < 0 /\
    (forall r, In r rs -> 0 < at_point r y) /\ (forall v, In v vs -> proportional (S d) v h = false -> 0 < at_point v y).
Proof.
  intros Lp Lx Hr Hv Hrx [v0 [V1 V2]].
  set (Fs := map (fun uv : vec * vec => fun z => at_point (snd uv) x * at_point (fst uv) z - at_point (fst uv) x * at_point (snd uv) z)
                 (filter (apart d x) (list_prod vs vs))).
  set (Gs := map at_point (rs ++ vs)).
  destruct (generic_point d Gs) with (Fs := Fs) (p := p) as [q [Lq [Q1 Q2]]]; auto.
  { apply Forall_forall. intros G HG. apply in_map_iff in HG. destruct HG as [w [<- _]]. apply affine_row. }
  { apply Forall_forall. intros F HF. apply in_map_iff in HF. destruct HF as [w [<- _]].
    apply affine_difference; apply affine_row. }
  { intros F HF. apply in_map_iff in HF. destruct HF as [[u w] [<- HF]]. apply filter_In in HF. destruct HF as [_ HF].
    unfold apart, is_negative_row in HF. cbn [fst snd] in *. rewrite !andb_true_iff in HF. destruct HF as [[H1 H2] H3].
    destruct (Rlt_dec (at_point u x) 0); [| discriminate]. destruct (Rlt_dec (at_point w x) 0); [| discriminate].
    apply rows_apart; auto. now apply negb_true_iff. }
  assert (Hq : forall w, In w (rs ++ vs) -> 0 < at_point w q).
  { intros w Hw. apply Q2; [apply in_map_iff; eauto |]. apply in_app_or in Hw. destruct Hw; auto. }
  set (f := fun v => at_point v q / (at_point v q - at_point v x)).
  destruct (least_among (fun v => at_point v x < 0) (fun v => Rlt_dec _ _) f vs) as [h [M1 [M2 M3]]]; [eauto |].
  pose proof (Hq h (in_or_app _ _ _ (or_intror M1))) as Hh. set (l := f h).
  assert (El : l * (at_point h q - at_point h x) = at_point h q) by (unfold l, f; field; lra).
  assert (Hl0 : 0 < l) by (apply Rdiv_lt_0_compat; lra). assert (Hl1 : l < 1) by nra.
  assert (Y : forall w, at_point w (blend l x q) = l * at_point w x + (1 - l) * at_point w q).
  { intros w. apply (affine_row d w); auto. }
  exists h, (blend l x q). split; auto. split; [rewrite blend_length; congruence |]. rewrite Y. split; [lra |]. split; auto. split.
  - intros r H. rewrite Y. specialize (Hrx r H). specialize (Hq r (in_or_app _ _ _ (or_introl H))). nra.
  - intros v H HP. rewrite Y. pose proof (Hq v (in_or_app _ _ _ (or_intror H))) as Hp.
    destruct (Rlt_dec (at_point v x) 0) as [N | N]; [| nra].
    assert (Ef : f v * (at_point v q - at_point v x) = at_point v q) by (unfold f; field; lra).
    assert (Hne : f v <> l).
    { intros E. rewrite E in Ef.
      assert (K : at_point h x * at_point v q - at_point v x * at_point h q <> 0).
      { apply (Q1 (fun z => at_point h x * at_point v z - at_point v x * at_point h z)). apply in_map_iff. exists (v, h). split; auto.
        apply filter_In. split; [now apply in_prod |]. unfold apart, is_negative_row. cbn [fst snd]. rewrite HP.
        destruct (Rlt_dec (at_point v x) 0); [| contradiction]. destruct (Rlt_dec (at_point h x) 0); [auto | contradiction]. }
      apply K. assert (l * (at_point v q - at_point v x) * (at_point h q - at_point h x) = at_point v q * (at_point h q - at_point h x)) by (rewrite Ef; auto).
      assert (l * (at_point h q - at_point h x) * (at_point v q - at_point v x) = at_point h q * (at_point v q - at_point v x)) by (rewrite El; auto). nra. }
    specialize (M3 v H N). fold l in M3. assert (l < f v) by lra. nra.
Qed.

(* A little beyond y. *)
Lemma step_beyond d ws h y x : length y = d -> length x = d -> at_point h y = 0 -> at_point h x < 0 ->
  exists z, length z = d /\ at_point h z < 0 /\ forall w, In w ws -> 0 < at_point w y -> 0 < at_point w z.
Proof.
  intros Ly Lx Hy Hx. destruct (short_step d y x (map at_point ws) Ly Lx) as [e [He HS]].
  { apply Forall_forall. intros G HG. apply in_map_iff in HG. destruct HG as [w [<- _]]. apply affine_row. }
  exists (blend e x y). split; [rewrite blend_length; congruence |]. split.
  - rewrite (affine_row d h) by auto. rewrite Hy. nra.
  - intros w Hw Hp. specialize (HS e ltac:(lra) (at_point w) (in_map _ _ _ Hw) ltac:(lra)). nra.
Qed.

(* ------------------------------------------------------------------ insides *)
Definition is_constant (v : vec) : bool := is_zero (tl v).
Lemma constant_value v x y : is_constant v = true -> at_point v x = at_point v y.
Proof. intros H. unfold at_point. rewrite !apply_hd, !(is_zero_apply _ H). lra. Qed.
Lemma constant_head v x : is_constant v = true -> at_point v x = IZR (hd 0%Z v).
Proof. intros H. unfold at_point. rewrite !apply_hd, !(is_zero_apply _ H). lra. Qed.

(* The rows that are not constant count as > 0. *)
Definition sharp (c : constraint) : constraint := Constraint (is_strict c || negb (is_constant (vector c))) (vector c).
Definition inside (ks : list constraint) (X : list R) : Prop := all_hold (map sharp ks) X.
Lemma holds_sharp c x : holds (sharp c) (1 :: x) <-> if is_constant (vector c) then holds c (1 :: x) else 0 < at_point (vector c) x.
Proof.
  unfold holds, sharp, at_point; simpl. destruct (is_constant (vector c)); simpl; [rewrite orb_false_r; reflexivity | now rewrite orb_true_r].
Qed.
Lemma inside_holds ks x : inside ks (1 :: x) -> all_hold ks (1 :: x).
Proof.
  unfold inside, all_hold. rewrite Forall_map. apply Forall_impl. intros c H. apply holds_sharp in H.
  destruct (is_constant (vector c)); auto. unfold at_point in H. unfold holds. destruct (is_strict c); lra.
Qed.


Definition sloped_rows (ks : list constraint) : list vec := map vector (filter (fun c => negb (is_constant (vector c))) ks).
Lemma sloped_inside ks x v : inside ks (1 :: x) -> In v (sloped_rows ks) -> 0 < at_point v x.
Proof.
  intros P2 Hv. unfold sloped_rows in Hv. apply in_map_iff in Hv. destruct Hv as [c [<- Hc]]. apply filter_In in Hc. destruct Hc as [Hc1 Hc2].
  unfold inside, all_hold in P2. rewrite Forall_map, Forall_forall in P2. specialize (P2 c Hc1). apply holds_sharp in P2.
  apply negb_true_iff in Hc2. now rewrite Hc2 in P2.
Qed.
Lemma inside_from ks y : (exists p, inside ks (1 :: p)) -> (forall v, In v (sloped_rows ks) -> 0 < at_point v y) -> inside ks (1 :: y).
Proof.
  intros [p Hp] H. unfold inside, all_hold in *. rewrite Forall_map, Forall_forall in *. intros c Hc. specialize (Hp c Hc).
  apply holds_sharp in Hp. apply holds_sharp. destruct (is_constant (vector c)) eqn:E.
  - unfold holds in *. fold (at_point (vector c) p) in Hp. fold (at_point (vector c) y). now rewrite (constant_value _ y p).
  - apply H. unfold sloped_rows. apply in_map. apply filter_In. now rewrite E.
Qed.

(* ------------------------------------------------------------------ rational points inside *)
Fixpoint integer_apply (v : vec) (p : list Z) : Z :=
  match v, p with c :: v', y :: p' => (c * y + integer_apply v' p')%Z | _, _ => 0%Z end.
Lemma integer_apply_scaled v q p : 0 < IZR q ->
  apply v (map (fun y => IZR y / IZR q) (q :: p)) = IZR (integer_apply v (q :: p)) / IZR q.
Proof.
  intros Hq. generalize (q :: p). induction v as [| k v IH]; intros [| y l]; simpl; try (unfold Rdiv; lra).
  rewrite IH, plus_IZR, mult_IZR. field. lra.
Qed.

(* The row is > 0 at the point, or a constant that is as it should be. *)
Definition row_inside (p : list Z) (c : constraint) : bool :=
  if is_constant (vector c)
  then if is_strict c then Z.ltb 0 (hd 0%Z (vector c)) else Z.leb 0 (hd 0%Z (vector c))
  else Z.ltb 0 (integer_apply (vector c) p).
Definition is_interior (d : nat) (rows : list constraint) (p : list Z) : bool :=
  match p with
  | q :: _ => Z.ltb 0 q && Nat.eqb (length p) (S d) && forallb (row_inside p) rows
  | [] => false
  end.
Lemma interior_point d rows p : is_interior d rows p = true ->
  exists c, length c = d /\ inside rows (1 :: c) /\ forall v, Z.ltb 0 (integer_apply v p) = true -> 0 < at_point v c.
Proof.
  intros H. destruct p as [| q p]; [discriminate |]. unfold is_interior in H. rewrite !andb_true_iff in H.
  destruct H as [[Hq Hl] HF]. apply Z.ltb_lt, IZR_lt in Hq. apply Nat.eqb_eq in Hl. simpl in Hl.
  set (c := map (fun y => IZR y / IZR q) p). exists c. split; [unfold c; rewrite map_length; lia |].
  assert (V : forall v, Z.ltb 0 (integer_apply v (q :: p)) = true -> 0 < at_point v c).
  { intros v Hv. apply Z.ltb_lt, IZR_lt in Hv. pose proof (integer_apply_scaled v q p Hq) as E. simpl map in E.
    replace (IZR q / IZR q) with 1 in E by (field; lra). fold c in E. unfold at_point. rewrite E. now apply Rdiv_lt_0_compat. }
  split; auto. unfold inside, all_hold. rewrite Forall_map. apply Forall_forall. intros h Hh. rewrite forallb_forall in HF.
  specialize (HF h Hh). unfold row_inside in HF. apply holds_sharp. destruct (is_constant (vector h)) eqn:E; [| auto].
  unfold holds. fold (at_point (vector h) c). rewrite (constant_head _ c E). destruct (is_strict h).
  - apply Z.ltb_lt, IZR_lt in HF. exact HF.
  - apply Z.leb_le, IZR_le in HF. exact HF.
Qed.

(* A hyperplane of R^d, not all of it and not nothing. *)
Definition is_sloped (d : nat) (v : vec) : bool := negb (is_zero (firstn d (tl v))).
Fixpoint set_nth {A} (i : nat) (y : A) (l : list A) : list A :=
  match l, i with
  | [], _ => []
  | _ :: l', O => y :: l'
  | z :: l', S i' => z :: set_nth i' y l'
  end.
Lemma set_nth_same {B} u (v : B) d : forall l, (u < length l)%nat -> nth u (set_nth u v l) d = v.
Proof. induction u as [| u IH]; intros [| y l] H; simpl in *; try lia; auto. apply IH. lia. Qed.
Lemma set_nth_other {B} u w (v : B) d : u <> w -> forall l, nth w (set_nth u v l) d = nth w l d.
Proof. revert w. induction u as [| u IH]; intros [| w] Hne [| y l]; simpl; auto; try congruence; try (apply IH; congruence). Qed.
Lemma set_nth_length {B} u (v : B) : forall l, length (set_nth u v l) = length l.
Proof. induction u as [| u IH]; intros [| y l]; simpl; auto. Qed.
Lemma sloped_coordinate d v : is_sloped d v = true ->
  exists i k, (i < d)%nat /\ k <> 0 /\ forall c y, length c = d ->
    apply v (1 :: set_nth i y c) - apply v (1 :: c) = k * (y - nth i c 0).
Proof.
  unfold is_sloped. intros H. apply negb_true_iff in H. destruct v as [| k0 v]; [destruct d; discriminate |]. simpl tl in H.
  assert (G : forall d v, is_zero (firstn d v) = false -> exists i k, (i < d)%nat /\ k <> 0 /\
    forall c y, length c = d -> apply v (set_nth i y c) - apply v c = k * (y - nth i c 0)).
  { clear. induction d as [| d IH]; intros [| k v] H; simpl in H; try discriminate.
    destruct (Z.eqb_spec k 0) as [-> | Hk].
    - destruct (IH v H) as [i [q [Hi [Hq HE]]]]. exists (S i), q. split; [lia |]. split; auto.
      intros [| p c] y Hc; simpl in Hc; try discriminate. simpl. specialize (HE c y ltac:(lia)). lra.
    - exists 0%nat, (IZR k). split; [lia |]. split; [now apply not_0_IZR |].
      intros [| p c] y Hc; simpl in Hc; try discriminate. simpl. lra. }
  destruct (G d v H) as [i [k [Hi [Hk HE]]]]. exists i, k. split; auto. split; auto. intros c y Hc.
  specialize (HE c y Hc). simpl. lra.
Qed.


(* Inside the rows, what they imply to be >= 0 is > 0, unless it is constant. *)
Lemma implied_inside d ks ms v x : length x = d -> is_sloped d v = true -> implies ks ms (Constraint false v) = true ->
  inside ks (1 :: x) -> 0 < at_point v x.
Proof.
  intros Hx Hs HI Hk. pose proof (implies_sound ks ms _ x HI (inside_holds ks x Hk)) as H0. unfold holds in H0; simpl in H0.
  fold (at_point v x) in H0. destruct (Req_dec (at_point v x) 0) as [E |]; [| lra]. exfalso.
  destruct (sloped_coordinate d v Hs) as [i [k [Hi [Hne HE]]]]. set (w := set_nth i (nth i x 0 - / k) x).
  assert (Lw : length w = d) by (unfold w; now rewrite set_nth_length).
  assert (Ew : at_point v w = -1).
  { specialize (HE x (nth i x 0 - / k) Hx). fold w in HE. fold (at_point v w) (at_point v x) in HE.
    replace (k * (nth i x 0 - / k - nth i x 0)) with (-1) in HE by (field; auto). lra. }
  destruct (step_beyond d (sloped_rows ks) v x w Hx Lw E ltac:(lra)) as [z [Z1 [Z2 Z3]]].
  assert (Hz : inside ks (1 :: z)).
  { apply inside_from; [eauto |]. intros r Hr. apply Z3; auto. now apply (sloped_inside ks). }
  pose proof (implies_sound ks ms _ z HI (inside_holds ks z Hz)) as H1. unfold holds in H1; simpl in H1. fold (at_point v z) in H1. lra.
Qed.
