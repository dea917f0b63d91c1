(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* What the checker computes with: integer vectors, affine forms with one denominator, and
   linear constraints with their one rule of inference (Motzkin). A vector is applied to the
   homogeneous point 1 :: x. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia Bool.
Import ListNotations.
Open Scope Z_scope.

(* ------------------------------------------------------------------ vectors *)
Definition vec := list Z.
Fixpoint apply (v : vec) (X : list R) : R :=
  match v, X with c :: v', y :: X' => (IZR c * y + apply v' X')%R | _, _ => 0%R end.

Definition scale (k : Z) (v : vec) : vec := map (Z.mul k) v.
(* k u + l v *)
Fixpoint combine2 (k : Z) (u : vec) (l : Z) (v : vec) : vec :=
  match u, v with
  | [], v => scale l v
  | u, [] => scale k u
  | a :: u', b :: v' => (k * a + l * b) :: combine2 k u' l v'
  end.

(* k u + v *)
Fixpoint add_multiple (k : Z) (u v : vec) : vec :=
  match u, v with
  | [], v => v
  | u, [] => scale k u
  | a :: u', b :: v' => (k * a + b) :: add_multiple k u' v'
  end.

Lemma apply_nil v : apply v [] = 0%R.
Proof. destruct v; reflexivity. Qed.
Lemma apply_scale k v : forall X, apply (scale k v) X = (IZR k * apply v X)%R.
Proof. induction v as [| a v IH]; intros [| y X]; simpl; try lra. fold (scale k v). rewrite IH, mult_IZR. lra. Qed.
Lemma apply_combine2 k l : forall u v X, apply (combine2 k u l v) X = (IZR k * apply u X + IZR l * apply v X)%R.
Proof.
  induction u as [| a u IH]; intros v X.
  - simpl. rewrite apply_scale. lra.
  - destruct v as [| b v]; [cbn [combine2]; rewrite apply_scale; simpl; lra |].
    destruct X as [| y X]; simpl; [lra |]. rewrite IH, plus_IZR, !mult_IZR. lra.
Qed.

Lemma apply_add_multiple k : forall u v X, apply (add_multiple k u v) X = (IZR k * apply u X + apply v X)%R.
Proof.
  induction u as [| a u IH]; intros v X; [simpl; lra |].
  destruct v as [| b v]; [cbn [add_multiple]; rewrite apply_scale; simpl; lra |].
  destruct X as [| y X]; simpl; [lra |]. rewrite IH, plus_IZR, mult_IZR. lra.
Qed.

Fixpoint same_vec (u v : vec) : bool :=
  match u, v with [], [] => true | a :: u', b :: v' => Z.eqb a b && same_vec u' v' | _, _ => false end.
Lemma same_vec_eq u : forall v, same_vec u v = true -> u = v.
Proof.
  induction u as [| a u IH]; intros [| b v] H; simpl in H; try discriminate; auto.
  apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. f_equal; auto.
Qed.
Fixpoint is_zero (v : vec) : bool := match v with [] => true | a :: v' => Z.eqb a 0 && is_zero v' end.
Lemma is_zero_apply v : is_zero v = true -> forall X, apply v X = 0%R.
Proof.
  induction v as [| a v IH]; simpl; intros H X; auto. destruct X as [| y X]; auto.
  apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. subst. rewrite IH by auto. lra.
Qed.

(* ------------------------------------------------------------------ affine forms *)
Record form := Form { numerators : vec; denominator : positive }.
Definition value (f : form) (X : list R) : R := (apply (numerators f) X / IZR (Zpos (denominator f)))%R.

Lemma positive_R (d : positive) : (0 < IZR (Zpos d))%R.
Proof. apply (IZR_lt 0). lia. Qed.
Lemma value_numerators f X : apply (numerators f) X = (value f X * IZR (Zpos (denominator f)))%R.
Proof. unfold value. pose proof (positive_R (denominator f)). field. lra. Qed.

(* Division by the common content; checked by multiplying back, so no theory of gcd is needed. *)
Definition content (d : positive) (v : vec) : Z :=
  fold_left (fun g a => if Z.eqb g 1 then g else Z.gcd g a) v (Zpos d).
Definition reduce (f : form) : form :=
  match content (denominator f) (numerators f) with
  | Zpos g =>
      if Pos.eqb g 1 then f else
      match Z.div (Zpos (denominator f)) (Zpos g) with
      | Zpos d =>
          let n := map (fun a => Z.div a (Zpos g)) (numerators f) in
          if same_vec (scale (Zpos g) n) (numerators f) && Pos.eqb (g * d) (denominator f) then Form n d else f
      | _ => f
      end
  | _ => f
  end.
Lemma value_reduce f X : value (reduce f) X = value f X.
Proof.
  unfold reduce. destruct (content _ _) as [| g | g]; auto. destruct (Pos.eqb g 1); auto.
  destruct (Zpos (denominator f) / Zpos g) as [| d | d]; auto.
  match goal with |- context [if ?c then _ else _] => destruct c eqn:E end; auto.
  apply andb_true_iff in E. destruct E as [E1 E2]. apply same_vec_eq in E1. apply Pos.eqb_eq in E2.
  unfold value; simpl. rewrite <- E1 at 2. rewrite apply_scale, <- E2, Pos2Z.inj_mul, mult_IZR.
  pose proof (positive_R g). pose proof (positive_R d). field. lra.
Qed.

Lemma Q2R_make p d : Q2R (Qmake p d) = (IZR p / IZR (Zpos d))%R.
Proof. unfold Q2R; simpl. reflexivity. Qed.

Definition constant_form (q : Q) : form := Form [Qnum q] (Qden q).
Lemma value_constant q x : value (constant_form q) (1%R :: x) = Q2R q.
Proof. unfold value, constant_form; simpl. destruct q as [p d]. rewrite Q2R_make. simpl. destruct x; simpl; field; pose proof (positive_R d); lra. Qed.

Definition add_over_product (w : Q) (f g : form) : form :=
  Form (combine2 (Qnum w * Zpos (denominator g)) (numerators f) (Zpos (Qden w * denominator f)) (numerators g))
       (Qden w * denominator f * denominator g).
(* w f + g, over the least common denominator where the divisions turn out exact. *)
Definition add_scaled (w : Q) (f g : form) : form :=
  let p := (Qden w * denominator f)%positive in
  let q := denominator g in
  if Pos.eqb p q then Form (add_multiple (Qnum w) (numerators f) (numerators g)) q else
  match Z.gcd (Zpos p) (Zpos q) with
  | Zpos h =>
      match Z.div (Zpos p) (Zpos h), Z.div (Zpos q) (Zpos h) with
      | Zpos p', Zpos q' =>
          if Pos.eqb (p' * h) p && Pos.eqb (q' * h) q
          then Form (combine2 (Qnum w * Zpos q') (numerators f) (Zpos p') (numerators g)) (p' * q)
          else add_over_product w f g
      | _, _ => add_over_product w f g
      end
  | _ => add_over_product w f g
  end.
Lemma value_add_scaled w f g X : value (add_scaled w f g) X = (Q2R w * value f X + value g X)%R.
Proof.
  destruct w as [n d]. unfold add_scaled; cbn [Qnum Qden]. rewrite Q2R_make.
  set (p := (d * denominator f)%positive). set (q := denominator g).
  pose proof (positive_R d) as Hd. pose proof (positive_R (denominator f)) as Hf.
  pose proof (positive_R p) as Hp. pose proof (positive_R q) as Hq.
  assert (Ep : IZR (Zpos p) = (IZR (Zpos d) * IZR (Zpos (denominator f)))%R) by (unfold p; now rewrite Pos2Z.inj_mul, mult_IZR).
  assert (plain : value (add_over_product (n # d) f g) X =
                  (IZR n / IZR (Zpos d) * value f X + value g X)%R).
  { unfold add_over_product, value; cbn [numerators denominator Qnum Qden]. fold p q.
    rewrite apply_combine2, Pos2Z.inj_mul, !mult_IZR, Ep. field. lra. }
  destruct (Pos.eqb_spec p q) as [E |].
  - unfold value; cbn [numerators denominator]. rewrite apply_add_multiple. fold q.
    rewrite <- E at 1. rewrite Ep. rewrite <- E. rewrite Ep. field. lra.
  - destruct (Z.gcd (Zpos p) (Zpos q)) as [| h | h]; auto.
    destruct (Zpos p / Zpos h) as [| p' | p']; auto. destruct (Zpos q / Zpos h) as [| q' | q']; auto.
    destruct (Pos.eqb (p' * h) p && Pos.eqb (q' * h) q) eqn:E; auto.
    apply andb_true_iff in E. destruct E as [E1 E2]. apply Pos.eqb_eq in E1. apply Pos.eqb_eq in E2.
    pose proof (positive_R h) as Hh. pose proof (positive_R p') as Hp'. pose proof (positive_R q') as Hq'.
    assert (F1 : IZR (Zpos p) = (IZR (Zpos p') * IZR (Zpos h))%R) by (rewrite <- E1, Pos2Z.inj_mul, mult_IZR; auto).
    assert (F2 : IZR (Zpos q) = (IZR (Zpos q') * IZR (Zpos h))%R) by (rewrite <- E2, Pos2Z.inj_mul, mult_IZR; auto).
    unfold value; cbn [numerators denominator]. rewrite apply_combine2, Pos2Z.inj_mul, !mult_IZR. fold q. rewrite F2.
    assert (Ed : IZR (Zpos d) = (IZR (Zpos p') * IZR (Zpos h) / IZR (Zpos (denominator f)))%R).
    { rewrite <- F1, Ep. field. lra. }
    rewrite Ed. field. lra.
Qed.
Definition subtract (f g : form) : form := add_scaled (-1) g f.
Lemma value_subtract f g X : value (subtract f g) X = (value f X - value g X)%R.
Proof. unfold subtract. rewrite value_add_scaled. unfold Q2R; simpl. lra. Qed.
(* f / q for q > 0, given as numerator and denominator *)
Definition divide (f : form) (p d : positive) : form := reduce (Form (scale (Zpos d) (numerators f)) (denominator f * p)).
Lemma value_divide f p d X : value (divide f p d) X = (value f X / Q2R (Zpos p # d))%R.
Proof.
  unfold divide. rewrite value_reduce. unfold value; simpl. rewrite apply_scale, Pos2Z.inj_mul, mult_IZR, Q2R_make.
  pose proof (positive_R d). pose proof (positive_R p). pose proof (positive_R (denominator f)). field. lra.
Qed.

(* ------------------------------------------------------------------ constraints *)
(* vector . X >= 0, or > 0 *)
Record constraint := Constraint { is_strict : bool; vector : vec }.
Definition holds (c : constraint) (X : list R) : Prop :=
  if is_strict c then (0 < apply (vector c) X)%R else (0 <= apply (vector c) X)%R.
Definition all_hold (cs : list constraint) (X : list R) : Prop := Forall (fun c => holds c X) cs.
Definition negation (c : constraint) : constraint := Constraint (negb (is_strict c)) (scale (-1) (vector c)).

Lemma holds_or_not c X : holds c X \/ holds (negation c) X.
Proof. unfold holds, negation; destruct c as [[] v]; simpl; rewrite apply_scale; lra. Qed.
Lemma not_both c X : holds c X -> holds (negation c) X -> False.
Proof. unfold holds, negation; destruct c as [[] v]; simpl; rewrite apply_scale; lra. Qed.

(* Division of a vector by its content. *)
Definition primitive (v : vec) : vec :=
  match fold_left (fun g a => if Z.eqb g 1 then g else Z.gcd g a) v 0 with
  | Zpos g => if Pos.eqb g 1 then v else
              let n := map (fun a => Z.div a (Zpos g)) v in if same_vec (scale (Zpos g) n) v then n else v
  | _ => v
  end.
Lemma primitive_holds st v X : holds (Constraint st (primitive v)) X <-> holds (Constraint st v) X.
Proof.
  unfold primitive. destruct (fold_left _ v 0%Z) as [| g | g]; try reflexivity.
  destruct (Pos.eqb g 1); try reflexivity.
  match goal with |- context [if ?c then _ else _] => destruct c eqn:E end; try reflexivity.
  apply same_vec_eq in E. pose proof (positive_R g) as Hg.
  unfold holds; cbn [is_strict vector]. set (y := apply (map (fun a => (a / Zpos g)%Z) v) X).
  assert (Ey : (apply v X = IZR (Zpos g) * y)%R) by (unfold y; now rewrite <- apply_scale, E). rewrite Ey.
  destruct st; split; intros H.
  - apply Rmult_lt_0_compat; auto.
  - apply Rmult_lt_reg_l with (IZR (Zpos g)); lra.
  - apply Rmult_le_pos; lra.
  - apply Rmult_le_reg_l with (IZR (Zpos g)); lra.
Qed.

Lemma primitive_multiple v : exists k, (0 < k)%R /\ forall X, (apply v X = k * apply (primitive v) X)%R.
Proof.
  assert (N : exists k, (0 < k)%R /\ forall X, (apply v X = k * apply v X)%R) by (exists 1%R; split; [lra | intros; lra]).
  unfold primitive. destruct (fold_left _ v 0%Z) as [| g | g]; auto. destruct (Pos.eqb g 1); auto.
  match goal with |- context [if ?c then _ else _] => destruct c eqn:E end; auto.
  apply same_vec_eq in E. exists (IZR (Zpos g)). split; [apply positive_R |]. intros X. now rewrite <- apply_scale, E.
Qed.

Definition positive_form (s : bool) (f : form) : constraint := Constraint s (primitive (numerators f)).
Lemma holds_positive_form s f X :
  holds (positive_form s f) X <-> if s then (0 < value f X)%R else (0 <= value f X)%R.
Proof.
  unfold positive_form. rewrite primitive_holds. unfold holds; cbn [is_strict vector]. rewrite value_numerators. pose proof (positive_R (denominator f)) as Hd.
  destruct s; split; intros H.
  - apply Rmult_lt_reg_r with (IZR (Zpos (denominator f))); lra.
  - apply Rmult_lt_0_compat; auto.
  - apply Rmult_le_reg_r with (IZR (Zpos (denominator f))); lra.
  - apply Rmult_le_pos; lra.
Qed.

(* Multipliers: for each a position in the list of constraints, relative to the one before, and
   a positive factor. *)
Definition multipliers := list (nat * positive).
Fixpoint skip {A} (n : nat) (l : list A) : list A :=
  match n, l with S n', _ :: l' => skip n' l' | _, _ => l end.
Lemma skip_incl {A} n : forall (l : list A) y, In y (skip n l) -> In y l.
Proof. induction n as [| n IH]; intros [| a l] y H; simpl in *; auto. Qed.

Fixpoint conic (cs : list constraint) (ms : multipliers) (acc : vec) (st : bool) : option (vec * bool) :=
  match ms with
  | [] => Some (acc, st)
  | (gap, l) :: ms' =>
      match skip gap cs with
      | [] => None
      | c :: cs' => conic cs' ms' (add_multiple (Zpos l) (vector c) acc) (st || is_strict c)
      end
  end.

Lemma conic_sound : forall ms cs acc st v s X, all_hold cs X -> conic cs ms acc st = Some (v, s) ->
  (0 <= apply acc X)%R -> (st = true -> 0 < apply acc X)%R ->
  (0 <= apply v X)%R /\ (s = true -> 0 < apply v X)%R.
Proof.
  induction ms as [| [gap l] ms IH]; intros cs acc st v s X HS HC H1 H2; simpl in HC; [injection HC as <- <-; auto |].
  destruct (skip gap cs) as [| c cs'] eqn:E; [discriminate |].
  assert (HS' : all_hold (c :: cs') X).
  { unfold all_hold in *. rewrite Forall_forall in *. intros y Hy. apply HS. apply (skip_incl gap). now rewrite E. }
  inversion HS'; subst. pose proof (positive_R l) as Hl.
  pose proof (apply_add_multiple (Zpos l) (vector c) acc X) as D.
  assert (K : (0 <= apply (vector c) X)%R) by (unfold holds in *; destruct (is_strict c); lra).
  assert (K' : (0 <= IZR (Zpos l) * apply (vector c) X)%R) by (apply Rmult_le_pos; lra).
  eapply IH; eauto; rewrite D; [lra |].
  intros Est. apply orb_true_iff in Est. destruct Est as [Est | Est].
  - specialize (H2 Est). lra.
  - unfold holds in *. rewrite Est in *.
    assert (0 < IZR (Zpos l) * apply (vector c) X)%R by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* v is a negative constant, or zero and strict: nothing satisfies it. *)
Definition absurd (v : vec) (st : bool) : bool :=
  match v with [] => st | c :: v' => is_zero v' && (Z.ltb c 0 || (st && Z.eqb c 0)) end.
Lemma absurd_sound v st x : absurd v st = true -> (0 <= apply v (1%R :: x))%R ->
  (st = true -> 0 < apply v (1%R :: x))%R -> False.
Proof.
  destruct v as [| c v]; simpl; intros H H1 H2.
  - specialize (H2 H). lra.
  - apply andb_true_iff in H. destruct H as [A1 A2]. rewrite (is_zero_apply v A1) in H1, H2.
    apply orb_true_iff in A2. destruct A2 as [A2 | A2].
    + apply Z.ltb_lt, IZR_lt in A2. lra.
    + apply andb_true_iff in A2. destruct A2 as [A2 A3]. apply Z.eqb_eq in A3. specialize (H2 A2). rewrite A3 in H2. lra.
Qed.

Definition refutes (cs : list constraint) (ms : multipliers) : bool :=
  match conic cs ms [] false with Some (v, st) => absurd v st | None => false end.
Lemma refutes_sound cs ms x : refutes cs ms = true -> ~ all_hold cs (1%R :: x).
Proof.
  unfold refutes. destruct (conic cs ms [] false) as [[v st] |] eqn:E; [| discriminate].
  intros HA HS. destruct (conic_sound ms cs [] false v st (1%R :: x) HS E) as [K1 K2]; simpl; try lra; try discriminate.
  exact (absurd_sound v st x HA K1 K2).
Qed.
(* The negated goal is position 0. *)
Definition implies (cs : list constraint) (ms : multipliers) (c : constraint) : bool := refutes (negation c :: cs) ms.
Lemma implies_sound cs ms c x : implies cs ms c = true -> all_hold cs (1%R :: x) -> holds c (1%R :: x).
Proof.
  intros H HS. destruct (holds_or_not c (1%R :: x)) as [| HN]; auto. exfalso.
  apply (refutes_sound _ ms x H). constructor; auto.
Qed.
