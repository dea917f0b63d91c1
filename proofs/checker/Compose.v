(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Equality by composition, without a tree. Every register is an affine form of slots: the coordinates, then atoms max(0, z), z a
   form of earlier slots; and it lies in a range. Ranges say which max(0, z) are z or 0, and that a spiking neuron is quiet
   until all its spikes, or all but one, have arrived. Equal forms are equal outputs, for networks of any size. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Pieces.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ a neuron that is quiet until its spikes have come *)
(* E are spikes that come until M, the others together weigh wp and come at ap; excitation alone stays below the threshold until M. *)
Lemma quiet_fires n w a th (E : nat -> bool) wp ap M : let W := weight_of n w E in
  0 < W -> 0 < W + wp ->
  (forall t, sum n (fun u => if E u then 0 else w u * ramp (t - a u)) = wp * ramp (t - ap)) ->
  (forall u, (u < n)%nat -> E u = true -> w u <> 0 -> a u <= M) ->
  sum n (fun u => Rmax 0 (w u) * ramp (M - a u)) < th ->
  let tE := candidate n w a th E in fires n w a th (tE - wp / (W + wp) * ramp (tE - ap)).
Proof.
  intros W HW HWp Hrest HM Hq tE. set (mom := moment_of n w a E).
  assert (Et : W * tE = th + mom) by (unfold tE, candidate; fold W mom; field; lra).
  assert (Split : forall t, potential n w a t = sum n (fun u => if E u then w u * ramp (t - a u) else 0) + wp * ramp (t - ap)).
  { intros t. rewrite <- Hrest, <- sum_plus. apply sum_ext. intros u _. destruct (E u); lra. }
  assert (Late : forall t, M <= t -> sum n (fun u => if E u then w u * ramp (t - a u) else 0) = W * t - mom).
  { intros t Ht. unfold W, mom, weight_of, moment_of. rewrite Rmult_comm, <- sum_scale, <- sum_minus. apply sum_ext. intros u Hu.
    destruct (E u) eqn:Eu; [| lra]. destruct (Req_dec (w u) 0) as [-> | Hne]; [lra |].
    specialize (HM u Hu Eu Hne). rewrite ramp_pos by lra. lra. }
  assert (Early : forall t, t <= M -> potential n w a t < th).
  { intros t Ht. eapply Rle_lt_trans; [| exact Hq]. apply sum_le. intros u _.
    pose proof (ramp_mono (t - a u) (M - a u) ltac:(lra)). pose proof (ramp_nonneg (t - a u)).
    destruct (Rle_dec 0 (w u)).
    - rewrite Rmax_right by lra. now apply Rmult_le_compat_l.
    - rewrite Rmax_left by lra. assert (w u * ramp (t - a u) <= 0 * ramp (t - a u)) by (apply Rmult_le_compat_r; lra). lra. }
  assert (HtE : M < tE).
  { assert (W * M - mom < th).
    { rewrite <- Late by lra. eapply Rle_lt_trans; [| exact Hq]. apply sum_le. intros u _. pose proof (ramp_nonneg (M - a u)).
      destruct (E u).
      - apply Rmult_le_compat_r; auto. apply Rmax_r.
      - apply Rmult_le_pos; auto. apply Rmax_l. }
    apply Rmult_lt_reg_l with W; lra. }
  destruct (Rle_dec (tE - ap) 0) as [Hz | Hz].
  - rewrite (ramp_neg (tE - ap)) by lra. rewrite Rmult_0_r, Rminus_0_r. split.
    + rewrite Split, Late, ramp_neg by lra. lra.
    + intros s Hs. destruct (Rle_dec s M); [auto |]. rewrite Split, Late, ramp_neg by lra.
      assert (W * s < W * tE) by (apply Rmult_lt_compat_l; lra). lra.
  - rewrite (ramp_pos (tE - ap)) by lra. set (t2 := tE - wp / (W + wp) * (tE - ap)).
    assert (E2 : (W + wp) * t2 = th + mom + wp * ap) by (unfold t2; rewrite <- Et; field; lra).
    assert (H2 : ap < t2).
    { apply Rmult_lt_reg_l with (W + wp); [lra |]. rewrite E2. assert (W * ap < W * tE) by (apply Rmult_lt_compat_l; lra). lra. }
    assert (HM2 : M < t2).
    { destruct (Rlt_dec M t2) as [| N]; auto. exfalso. pose proof (Early M ltac:(lra)) as P. rewrite Split, Late, ramp_pos in P by lra.
      assert ((W + wp) * t2 <= (W + wp) * M) by (apply Rmult_le_compat_l; lra). lra. }
    split.
    + rewrite Split, Late, ramp_pos by lra. lra.
    + intros s Hs. destruct (Rle_dec s M); [auto |]. rewrite Split, Late by lra. destruct (Rle_dec s ap).
      * rewrite ramp_neg by lra. assert (W * s < W * tE) by (apply Rmult_lt_compat_l; lra). lra.
      * rewrite ramp_pos by lra. assert ((W + wp) * s < (W + wp) * t2) by (apply Rmult_lt_compat_l; lra). lra.
Qed.

(* ------------------------------------------------------------------ ranges, in units of 1 / scale *)
Section Compose.
Variable scale : positive.
Definition range := (Z * Z)%type.
Definition within (r : range) (v : R) : Prop := IZR (fst r) <= v * IZR (Zpos scale) <= IZR (snd r).
Definition meet (a b : range) : range := (Z.max (fst a) (fst b), Z.min (snd a) (snd b)).
Definition rounded (lo hi : Q) : range := (Z.div (Qnum lo) (Zpos (Qden lo)), (- Z.div (- Qnum hi) (Zpos (Qden hi)))%Z).
Definition positive_part (r : range) : range := (Z.max 0 (fst r), Z.max 0 (snd r)).

Lemma floor_below p q : IZR (Z.div p (Zpos q)) <= IZR p / IZR (Zpos q).
Proof.
  pose proof (positive_R q) as Hq. pose proof (Z.mul_div_le p (Zpos q) ltac:(lia)) as H. apply IZR_le in H. rewrite mult_IZR in H.
  apply Rmult_le_reg_l with (IZR (Zpos q)); auto. unfold Rdiv. rewrite (Rmult_comm (IZR p)), <- Rmult_assoc, Rinv_r by lra. lra.
Qed.
Lemma within_rounded lo hi v : Q2R lo <= v * IZR (Zpos scale) <= Q2R hi -> within (rounded lo hi) v.
Proof.
  intros [H1 H2]. unfold within, rounded; cbn [fst snd]. split.
  - eapply Rle_trans; [apply floor_below | exact H1].
  - eapply Rle_trans; [exact H2 |]. rewrite opp_IZR. pose proof (floor_below (- Qnum hi) (Qden hi)) as F. rewrite opp_IZR in F.
    unfold Q2R. unfold Rdiv in F. lra.
Qed.
Lemma within_meet a b v : within a v -> within b v -> within (meet a b) v.
Proof.
  unfold within, meet; cbn [fst snd]. intros [A1 A2] [B1 B2].
  destruct (Z.max_spec (fst a) (fst b)) as [[_ ->] | [_ ->]], (Z.min_spec (snd a) (snd b)) as [[_ ->] | [_ ->]]; auto.
Qed.
Lemma within_positive r v : within r v -> within (positive_part r) (ramp v).
Proof.
  unfold within, positive_part; cbn [fst snd]. intros [A B]. pose proof (positive_R scale) as Hs.
  assert (E : ramp v * IZR (Zpos scale) = Rmax 0 (v * IZR (Zpos scale))).
  { destruct (Rle_dec 0 v).
    - rewrite ramp_pos, Rmax_right by (try apply Rmult_le_pos; lra). reflexivity.
    - rewrite ramp_neg, Rmax_left by lra || (assert (v * IZR (Zpos scale) <= 0 * IZR (Zpos scale)) by (apply Rmult_le_compat_r; lra); lra). lra. }
  rewrite E. destruct (Z.max_spec 0 (fst r)) as [[L ->] | [L ->]], (Z.max_spec 0 (snd r)) as [[K ->] | [K ->]];
    apply IZR_lt in L || apply IZR_le in L; apply IZR_lt in K || apply IZR_le in K; unfold Rmax; destruct (Rle_dec 0 (v * IZR (Zpos scale))); lra.
Qed.

(* The ends of b + sum of q times a value of its range. *)
Fixpoint end_sum (up : bool) (b : Q) (ts : list (Q * range)) : Q :=
  match ts with
  | [] => b
  | (q, r) :: ts' =>
      if Z.eqb (Qnum q) 0 then end_sum up b ts'
      else Qred (q * inject_Z (if xorb (Z.ltb (Qnum q) 0) up then snd r else fst r) + end_sum up b ts')
  end.
Fixpoint weighted (b : R) (ts : list (Q * range)) (vs : list R) : R :=
  match ts, vs with (q, _) :: ts', v :: vs' => Q2R q * v + weighted b ts' vs' | _, _ => b end.
Definition range_of_terms (b : Q) (ts : list (Q * range)) : range :=
  rounded (end_sum false (b * inject_Z (Zpos scale)) ts) (end_sum true (b * inject_Z (Zpos scale)) ts).

Lemma Q2R_inject z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R, inject_Z; simpl. lra. Qed.
Lemma Q2R_red q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.
Lemma end_sum_sound b ts vs : Forall2 (fun t v => within (snd t) v) ts vs ->
  Q2R (end_sum false (b * inject_Z (Zpos scale)) ts) <= weighted (Q2R b) ts vs * IZR (Zpos scale) <= Q2R (end_sum true (b * inject_Z (Zpos scale)) ts).
Proof.
  induction 1 as [| [q r] v ts vs [H1 H2] HF [I1 I2]]; cbn [end_sum weighted]; [rewrite Q2R_mult, Q2R_inject; lra |]. cbn [snd] in *.
  destruct (Z.eqb_spec (Qnum q) 0) as [E | E].
  - assert (Q2R q = 0) by (unfold Q2R; rewrite E; lra). rewrite H. lra.
  - rewrite !Q2R_red, !Q2R_plus, !Q2R_mult, !Q2R_inject. rewrite xorb_false_r, xorb_true_r.
    set (s := IZR (Zpos scale)) in *. replace ((Q2R q * v + weighted (Q2R b) ts vs) * s) with (Q2R q * (v * s) + weighted (Q2R b) ts vs * s) by lra.
    destruct (Z.ltb_spec (Qnum q) 0) as [N | N]; cbn [negb].
    + assert (Q2R q <= 0). { unfold Q2R. apply IZR_lt in N. pose proof (Rinv_0_lt_compat _ (positive_R (Qden q))).
        assert (IZR (Qnum q) * / IZR (Zpos (Qden q)) <= 0 * / IZR (Zpos (Qden q))) by (apply Rmult_le_compat_r; lra). lra. }
      assert (Q2R q * IZR (snd r) <= Q2R q * (v * s)) by (apply Rmult_le_compat_neg_l; lra).
      assert (Q2R q * (v * s) <= Q2R q * IZR (fst r)) by (apply Rmult_le_compat_neg_l; lra). lra.
    + assert (0 <= Q2R q). { unfold Q2R. apply IZR_le in N. apply Rmult_le_pos; auto. left. apply Rinv_0_lt_compat, positive_R. }
      assert (Q2R q * IZR (fst r) <= Q2R q * (v * s)) by (apply Rmult_le_compat_l; lra).
      assert (Q2R q * (v * s) <= Q2R q * IZR (snd r)) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Lemma range_of_terms_sound b ts vs : Forall2 (fun t v => within (snd t) v) ts vs -> within (range_of_terms b ts) (weighted (Q2R b) ts vs).
Proof. intros H. now apply within_rounded, end_sum_sound. Qed.
Lemma one_term q r v : within r v -> Forall2 (fun (t : Q * range) w => within (snd t) w) [(q, r)] [v].
Proof. intros H. constructor; [exact H | constructor]. Qed.

(* The range of a form of slots; None: it has a slot without a range. *)
Definition form_range (slots : list range) (f : form) : option range :=
  if Nat.leb (length (tl (numerators f))) (length slots)
  then Some (range_of_terms (hd 0%Z (numerators f) # denominator f) (combine (map (fun k => k # denominator f) (tl (numerators f))) slots))
  else None.
Lemma form_range_sound slots s f r : Forall2 within slots (firstn (length slots) s) -> form_range slots f = Some r -> within r (value_at f s).
Proof.
  intros HS H. unfold form_range in H. destruct (Nat.leb_spec (length (tl (numerators f))) (length slots)) as [Hl |]; [| discriminate]. injection H as <-.
  assert (V : forall v sl t, Forall2 within sl (firstn (length sl) t) -> (length v <= length sl)%nat ->
    exists vs, Forall2 (fun (t : Q * range) w => within (snd t) w) (combine (map (fun k => k # denominator f) v) sl) vs /\
      forall b, weighted b (combine (map (fun k => k # denominator f) v) sl) vs = b + apply v t / IZR (Zpos (denominator f))).
  { induction v as [| k v IH]; intros [| r sl] t HF Hlen; simpl in Hlen; try lia.
    1, 2: exists []; split; [constructor | intros b; simpl; unfold Rdiv; lra].
    destruct t as [| y t]; simpl in HF; inversion HF; subst. destruct (IH sl t H4 ltac:(lia)) as [vs [F1 F2]].
    exists (y :: vs). split; [constructor; auto |]. intros b. simpl. rewrite F2. unfold Q2R; simpl. unfold Rdiv. lra. }
  destruct (V (tl (numerators f)) slots s HS Hl) as [vs [F1 F2]].
  replace (value_at f s) with (weighted (Q2R (hd 0%Z (numerators f) # denominator f)) (combine (map (fun k => k # denominator f) (tl (numerators f))) slots) vs).
  - now apply range_of_terms_sound.
  - rewrite F2. unfold value_at, value. rewrite apply_hd. unfold Q2R; simpl. unfold Rdiv. lra.
Qed.

(* ------------------------------------------------------------------ atoms *)
Variable d : nat.
Variable atoms : list form.
(* The values of all slots at a point. *)
Definition slot_values (x : list R) : list R := fold_left (fun s z => s ++ [ramp (value_at z s)]) atoms x.
(* Every atom is of earlier slots. *)
Fixpoint scoped (n : nat) (zs : list form) : bool :=
  match zs with [] => true | z :: zs' => Nat.leb (length (numerators z)) (S n) && scoped (S n) zs' end.

Lemma apply_prefix v : forall s t, (length v <= length s)%nat -> apply v (s ++ t) = apply v s.
Proof. induction v as [| k v IH]; intros [| y s] t H; simpl in *; try lia; auto. rewrite IH by lia. reflexivity. Qed.
Lemma value_prefix f s t : (length (numerators f) <= S (length s))%nat -> value_at f (s ++ t) = value_at f s.
Proof. intros H. unfold value_at, value. f_equal. apply (apply_prefix _ (1 :: s)). simpl. lia. Qed.
Lemma slots_prefix zs : forall s, exists t, fold_left (fun s z => s ++ [ramp (value_at z s)]) zs s = s ++ t.
Proof.
  induction zs as [| z zs IH]; intros s; simpl; [exists []; now rewrite app_nil_r |].
  destruct (IH (s ++ [ramp (value_at z s)])) as [t ->]. exists (ramp (value_at z s) :: t). now rewrite <- app_assoc.
Qed.
Lemma atom_value x j z : length x = d -> scoped d atoms = true -> nth_error atoms j = Some z ->
  nth_error (slot_values x) (d + j) = Some (ramp (value_at z (slot_values x))).
Proof.
  intros Lx HS Hj. unfold slot_values.
  assert (G : forall zs s j z, scoped (length s) zs = true -> nth_error zs j = Some z ->
    let r := fold_left (fun s z => s ++ [ramp (value_at z s)]) zs s in nth_error r (length s + j) = Some (ramp (value_at z r))).
  { induction zs as [| y zs IH]; intros s i q Hs Hi; [destruct i; discriminate |]. simpl in Hs. apply andb_true_iff in Hs. destruct Hs as [S1 S2].
    apply Nat.leb_le in S1. set (s' := s ++ [ramp (value_at y s)]). assert (Ls : length s' = S (length s)) by (unfold s'; rewrite app_length; simpl; lia).
    destruct i as [| i]; simpl in Hi.
    - injection Hi as <-. simpl. destruct (slots_prefix zs s') as [t Et]. unfold s' in Et. rewrite Et.
      rewrite <- app_assoc. rewrite (value_prefix y s) by auto. rewrite nth_error_app2, Nat.add_0_r, Nat.sub_diag by lia. reflexivity.
    - simpl. rewrite <- Ls in S2. specialize (IH s' i q S2 Hi). simpl in IH. rewrite Ls in IH. rewrite <- Nat.add_succ_comm. exact IH. }
  rewrite <- Lx. apply G; auto. now rewrite Lx.
Qed.

(* ------------------------------------------------------------------ states *)
(* Ranges of the slots known so far, of the forms of atoms, and the registers. *)
Record state := State { slots : list range; zranges : list range; cells : list (form * range) }.
Definition known_forms (st : state) : symbolic := map (fun c => Some (fst c)) (cells st).

(* How max(0, z) is known: z is k times an atom's form, or the next atom's. *)
Inductive hinge := Fresh | Found (j : nat) (k : Q).
Definition unit_form (i : nat) : form := Form (repeat 0%Z (S i) ++ [1%Z]) 1.

(* max(0, z), the range of z and the new state; [known]: a range of z. *)
Definition bend (st : state) (z : form) (known : range) (h : hinge) : option (form * range * state) :=
  match h with
  | Fresh =>
      match nth_error atoms (length (zranges st)), form_range (slots st) z with
      | Some y, Some r =>
          if same_form (Some z) (Some y) && Nat.eqb (length (slots st)) (d + length (zranges st)) then
            let r := meet r known in
            let st' := State (slots st ++ [positive_part r]) (zranges st ++ [r]) (cells st) in
            Some (if Z.leb 0 (fst r) then z else if Z.leb (snd r) 0 then constant_form 0 else unit_form (d + length (zranges st)), r, st')
          else None
      | _, _ => None
      end
  | Found j k =>
      match nth_error atoms j, nth_error (zranges st) j with
      | Some y, Some r =>
          if same_form (Some z) (Some (add_scaled k y (constant_form 0))) then
            let r := meet (range_of_terms 0 [(k, r)]) known in
            Some (if Z.leb 0 (fst r) then z else if Z.leb (snd r) 0 then constant_form 0
                  else if Z.ltb 0 (Qnum k) then add_scaled k (unit_form (d + j)) (constant_form 0)
                  else add_scaled (- k) (unit_form (d + j)) z, r, st)
          else None
      | _, _ => None
      end
  end.

Definition fine (st : state) (s : list R) : Prop :=
  Forall2 within (slots st) (firstn (length (slots st)) s) /\
  (forall j z r, nth_error atoms j = Some z -> nth_error (zranges st) j = Some r -> within r (value_at z s)) /\
  (forall c, In c (cells st) -> within (snd c) (value_at (fst c) s)).

Lemma unit_form_value s i v : nth_error s i = Some v -> value_at (unit_form i) s = v.
Proof.
  intros H. unfold value_at, value, unit_form; simpl.
  assert (G : forall i s, nth_error s i = Some v -> apply (repeat 0%Z i ++ [1%Z]) s = v).
  { induction i0 as [| i0 IH]; intros [| y t] K; simpl in K; try discriminate; simpl.
    - injection K as ->. lra.
    - rewrite IH by auto. lra. }
  rewrite G by auto. lra.
Qed.
Lemma scaled_value k f s : value_at (add_scaled k f (constant_form 0)) s = Q2R k * value_at f s.
Proof. unfold value_at. rewrite value_add_scaled, value_constant, Q2R_zero. lra. Qed.

Lemma bend_sound x st z known h H r st' : let s := slot_values x in length x = d -> scoped d atoms = true -> fine st s ->
  within known (value_at z s) -> bend st z known h = Some (H, r, st') ->
  value_at H s = ramp (value_at z s) /\ within r (value_at z s) /\ fine st' s /\ cells st' = cells st.
Proof.
  intros s Lx HS [F1 [F2 F3]] Hk HB. pose proof (positive_R scale) as Hsc.
  assert (Up : forall r v, within r v -> Z.leb 0 (fst r) = true -> 0 <= v).
  { intros q v [A _] B. apply Z.leb_le, IZR_le in B. apply Rmult_le_reg_r with (IZR (Zpos scale)); lra. }
  assert (Down : forall r v, within r v -> Z.leb (snd r) 0 = true -> v <= 0).
  { intros q v [_ A] B. apply Z.leb_le, IZR_le in B. apply Rmult_le_reg_r with (IZR (Zpos scale)); lra. }
  destruct h as [| j k]; cbn [bend] in HB.
  - destruct (nth_error atoms (length (zranges st))) as [y |] eqn:Ey; [| discriminate].
    destruct (form_range (slots st) z) as [r0 |] eqn:Er; [| discriminate].
    destruct (same_form (Some z) (Some y) && Nat.eqb (length (slots st)) (d + length (zranges st))) eqn:E; [| discriminate].
    apply andb_true_iff in E. destruct E as [E1 E2]. apply Nat.eqb_eq in E2. pose proof (same_form_value z y s E1) as Ez.
    pose proof (atom_value x _ y Lx HS Ey) as Hat. fold s in Hat. rewrite <- Ez in Hat.
    assert (Hr : within (meet r0 known) (value_at z s)) by (apply within_meet; auto; eapply form_range_sound; eauto).
    cbv zeta in HB. remember (meet r0 known) as r1 eqn:Hr1 in HB, Hr. clear Hr1.
    injection HB as <- <- <-. split; [| split; [exact Hr | split; [| reflexivity]]].
    + destruct (Z.leb 0 (fst r1)) eqn:L1; [symmetry; apply ramp_pos; eauto |].
      destruct (Z.leb (snd r1) 0) eqn:L2; [rewrite ramp_neg by eauto; unfold value_at; now rewrite value_constant, Q2R_zero |].
      now apply unit_form_value.
    + split; [| split]; cbn [slots zranges cells]; auto.
      * rewrite app_length. simpl length. rewrite E2, Nat.add_1_r.
        assert (Fs : firstn (S (d + length (zranges st))) s = firstn (d + length (zranges st)) s ++ [ramp (value_at z s)]).
        { clear -Hat. revert Hat. generalize (ramp (value_at z s)). generalize (d + length (zranges st))%nat. intros n. generalize s. clear.
          induction n as [| n IH]; intros [| y t] v H; simpl in H; try discriminate; simpl; [injection H as ->; auto |]. f_equal. now apply IH. }
        rewrite Fs. apply Forall2_app; [now rewrite <- E2 |]. constructor; [| constructor]. now apply within_positive.
      * intros j y' r' Hj Hr'. destruct (Nat.lt_ge_cases j (length (zranges st))) as [L | L].
        -- rewrite nth_error_app1 in Hr' by auto. eauto.
        -- rewrite nth_error_app2 in Hr' by auto. destruct (j - length (zranges st))%nat as [| i] eqn:Ej; simpl in Hr'; [| destruct i; simpl in Hr'; discriminate].
           injection Hr' as <-. replace j with (length (zranges st)) in Hj by lia. rewrite Ey in Hj. injection Hj as <-. now rewrite <- Ez.
  - destruct (nth_error atoms j) as [y |] eqn:Ey; [| discriminate]. destruct (nth_error (zranges st) j) as [r0 |] eqn:Er; [| discriminate].
    destruct (same_form (Some z) (Some (add_scaled k y (constant_form 0)))) eqn:E; [| discriminate].
    pose proof (same_form_value _ _ s E) as Ez. rewrite scaled_value in Ez.
    pose proof (atom_value x j y Lx HS Ey) as Hat. fold s in Hat.
    cbv zeta in HB. remember (meet (range_of_terms 0 [(k, r0)]) known) as r1 eqn:Hr1 in HB.
    assert (Hr : within r1 (value_at z s)).
    { rewrite Hr1. apply within_meet; auto. pose proof (range_of_terms_sound 0 _ _ (one_term k r0 _ (F2 j y r0 Ey Er))) as W. simpl in W.
      rewrite Q2R_zero, Rplus_0_r, <- Ez in W. exact W. }
    clear Hr1. injection HB as <- <- <-. split; [| split; [exact Hr | split; [split; auto | reflexivity]]].
    destruct (Z.leb 0 (fst r1)) eqn:L1; [symmetry; apply ramp_pos; eauto |].
    destruct (Z.leb (snd r1) 0) eqn:L2; [rewrite ramp_neg by eauto; unfold value_at; now rewrite value_constant, Q2R_zero |].
    destruct (Z.ltb_spec 0 (Qnum k)) as [L3 | L3].
    + rewrite scaled_value, (unit_form_value s _ _ Hat), Ez.
      assert (0 < Q2R k) by (apply sign_pos; unfold sign; now apply Z.sgn_pos). set (q := value_at y s).
      destruct (Rle_dec 0 q); [rewrite !ramp_pos | rewrite !ramp_neg]; try lra.
      * apply Rmult_le_pos; lra.
      * assert (Q2R k * q <= Q2R k * 0) by (apply Rmult_le_compat_l; lra). lra.
    + unfold value_at at 1. rewrite value_add_scaled. fold (value_at (unit_form (d + j)) s). fold (value_at z s).
      rewrite (unit_form_value s _ _ Hat), Q2R_opp, Ez.
      assert (Q2R k <= 0).
      { destruct (Rle_dec (Q2R k) 0) as [| N]; auto. exfalso. assert (sign k = 1%Z) by (apply sign_pos; lra). unfold sign in H. apply Z.sgn_pos_iff in H. lia. }
      set (q := value_at y s). destruct (Rle_dec 0 q).
      * assert (Q2R k * q <= 0) by nra. rewrite (ramp_pos q), (ramp_neg (Q2R k * q)) by lra. lra.
      * assert (0 <= Q2R k * q) by nra. rewrite (ramp_neg q), (ramp_pos (Q2R k * q)) by lra. lra.
Qed.

(* ------------------------------------------------------------------ gates *)
Definition zero_range : range := (0, 0)%Z.
Fixpoint term_ranges (ts : list (nat * Q)) (cs : list (form * range)) : option (list (Q * range)) :=
  match ts with
  | [] => Some []
  | (i, q) :: ts' =>
      match nth_error cs i, term_ranges ts' cs with Some c, Some rs => Some ((q, snd c) :: rs) | _, _ => None end
  end.
(* The form of a combination and its range. *)
Definition combined (st : state) (c : combination) : option (form * range) :=
  match combination_form c (known_forms st), term_ranges (terms c) (cells st) with
  | Some f, Some rs => Some (f, range_of_terms (bias c) rs)
  | _, _ => None
  end.
Definition push (st : state) (f : form) (r : range) : state := State (slots st) (zranges st) (cells st ++ [(f, r)]).

(* ---- a spiking neuron ---- *)
Definition arrival_ranges (nu : neuron Q) (cs : list (form * range)) : list range :=
  map (fun s => match nth_error cs (source s) with
                | Some c => range_of_terms (delay s) [(1%Q, snd c)]
                | None => zero_range
                end) (synapses nu).
Definition mute (q : Q) : bool := Z.eqb (Qnum q) 0.
(* The latest end of a range among the spikes marked, in units of 1 / scale. *)
Fixpoint latest (m : list bool) (sp : spikes) (rs : list range) : option Z :=
  match m, sp, rs with
  | b :: m', (w, _) :: sp', r :: rs' =>
      if b && negb (mute w) then Some (match latest m' sp' rs' with Some z => Z.max (snd r) z | None => snd r end) else latest m' sp' rs'
  | _, _, _ => None
  end.
(* Excitation until L by the ranges; until the spike [last], by ranges of differences. *)
Fixpoint excited_until (L : Z) (sp : spikes) (rs : list range) : Q :=
  match sp, rs with
  | (w, _) :: sp', r :: rs' =>
      if Z.eqb (sign w) 1 && Z.ltb (fst r) L then Qred (w * inject_Z (L - fst r) + excited_until L sp' rs') else excited_until L sp' rs'
  | _, _ => 0%Q
  end.
Fixpoint excited_at (sl : list range) (last : form) (sp : spikes) : option Q :=
  match sp with
  | [] => Some 0%Q
  | (w, a) :: sp' =>
      if Z.eqb (sign w) 1 then
        match form_range sl (subtract last a), excited_at sl last sp' with
        | Some r, Some q => Some (Qred (w * inject_Z (Z.max 0 (snd r)) + q))
        | _, _ => None
        end
      else excited_at sl last sp'
  end.
Definition below_threshold (th e : Q) : bool := Z.eqb (sign (th * inject_Z (Zpos scale) - e)) 1.
Fixpoint quiet_at_all (sl : list range) (th : Q) (all : spikes) (m : list bool) (sp : spikes) : bool :=
  match m, sp with
  | b :: m', (w, a) :: sp' =>
      (negb (b && negb (mute w)) || match excited_at sl a all with Some e => below_threshold th e | None => false end) &&
      quiet_at_all sl th all m' sp'
  | _, _ => true
  end.
Definition quiet (st : state) (th : Q) (m : list bool) (sp : spikes) (rs : list range) : bool :=
  match latest m sp rs with
  | Some L => below_threshold th (excited_until L sp rs) || quiet_at_all (slots st) th sp m sp
  | None => false
  end.
Fixpoint spike_terms (m : list bool) (W : Q) (sp : spikes) (rs : list range) : list (Q * range) :=
  match m, sp, rs with
  | b :: m', (w, _) :: sp', r :: rs' => ((if b then w / W else 0)%Q, r) :: spike_terms m' W sp' rs'
  | _, _, _ => []
  end.

(* All spikes come before the neuron fires; or all but one, which may come later. *)
Inductive role := Ready | But (p : nat) (h : hinge).
Definition all_but (n p : nat) : list bool := map (fun u => negb (Nat.eqb u p)) (seq 0 n).
Definition fire (st : state) (nu : neuron Q) (ro : role) : option state :=
  let sp := arrivals nu (known_forms st) in
  let rs := arrival_ranges nu (cells st) in
  let th := threshold nu in
  let m := match ro with Ready => every sp | But p _ => all_but (length sp) p end in
  let W := mask_weight m sp in
  if negb (Z.eqb (sign th) 1) || negb (quiet st th m sp rs) then None else
  match candidate_form th m sp with
  | None => None
  | Some t =>
      let mean := range_of_terms (th / W) (spike_terms m W sp rs) in
      match ro with
      | Ready =>
          match form_range (slots st) t with
          | Some r => Some (push st t (meet r mean))
          | None => None
          end
      | But p h =>
          match nth_error sp p, nth_error rs p with
          | Some (w, a), Some r =>
              if negb (Z.eqb (sign (W + w)) 1) then None else
              let k := (- w / (W + w))%Q in
              let z := subtract t a in
              match bend st z (range_of_terms 0 [(1%Q, mean); ((-1)%Q, r)]) h with
              | None => None
              | Some (H, zr, st') =>
                  let time := reduce (add_scaled k H t) in
                  match form_range (slots st') time with
                  | None => None
                  | Some r1 => Some (push st' time (meet r1 (range_of_terms 0 [(1%Q, mean); (k, positive_part zr)])))
                  end
              end
          | _, _ => None
          end
      end
  end.

Inductive hint := Sum | Bend (h : hinge) | Role (ro : role).
Definition gate_step (st : state) (g : gate) (h : hint) : option state :=
  match g, h with
  | Affine c, Sum => match combined st c with Some (f, r) => Some (push st f r) | None => None end
  | Relu c, Bend h =>
      match combined st c with
      | Some (z, r) => match bend st z r h with Some (H, zr, st') => Some (push st' H (positive_part zr)) | None => None end
      | None => None
      end
  | Spike nu, Role ro => fire st nu ro
  | _, _ => None
  end.
Fixpoint compose (gs : list gate) (hs : list hint) (st : state) : option state :=
  match gs, hs with
  | [], [] => Some st
  | g :: gs', h :: hs' => match gate_step st g h with Some st' => compose gs' hs' st' | None => None end
  | _, _ => None
  end.

(* ------------------------------------------------------------------ soundness, at one point *)
Section AtPoint.
Variable x : list R.
Hypothesis x_length : length x = d.
Hypothesis atoms_scoped : scoped d atoms = true.
Let s := slot_values x.
Let S1 := IZR (Zpos scale).

Lemma known_value st i c : nth_error (cells st) i = Some c -> nth i (known_forms st) None = Some (fst c).
Proof.
  unfold known_forms. revert i. induction (cells st) as [| e cs IH]; intros [| i] H; simpl in H; try discriminate; simpl; [injection H as ->; auto | auto].
Qed.
Lemma known_none st i : nth_error (cells st) i = None -> nth i (known_forms st) None = None.
Proof. unfold known_forms. revert i. induction (cells st) as [| e cs IH]; intros [| i] H; simpl in H; try discriminate; simpl; auto. Qed.
Lemma fine_push st f r : fine st s -> within r (value_at f s) -> fine (push st f r) s.
Proof.
  intros [F1 [F2 F3]] H. split; [exact F1 |]. split; [exact F2 |]. intros c Hc. unfold push in Hc; cbn [cells] in Hc.
  apply in_app_or in Hc. destruct Hc as [Hc | [<- | []]]; auto.
Qed.
Lemma times_push st f r : times (known_forms (push st f r)) s = times (known_forms st) s ++ [Some (value_at f s)].
Proof. unfold known_forms, push; cbn [cells]. rewrite map_app. simpl. now rewrite times_app. Qed.

Lemma combined_sound st c f r : fine st s -> combined st c = Some (f, r) ->
  combination_time c (times (known_forms st) s) = Some (value_at f s) /\ within r (value_at f s).
Proof.
  intros [F1 [F2 F3]] H. unfold combined in H.
  destruct (combination_form c (known_forms st)) as [g |] eqn:E; [| discriminate].
  destruct (term_ranges (terms c) (cells st)) as [rs |] eqn:Er; [| discriminate]. injection H as <- <-.
  pose proof (combination_form_sound c (known_forms st) s) as V. rewrite E in V. simpl in V. split; auto.
  assert (G : forall ts rs, term_ranges ts (cells st) = Some rs -> exists vs, Forall2 (fun (t : Q * range) v => within (snd t) v) rs vs /\
    forall b, combine_terms b ts (times (known_forms st) s) = Some (weighted b rs vs)).
  { induction ts as [| [i q] ts IH]; intros qs Hq; simpl in Hq; [injection Hq as <-; exists []; split; [constructor | auto] |].
    destruct (nth_error (cells st) i) as [e |] eqn:Ei; [| discriminate]. destruct (term_ranges ts (cells st)) as [ps |]; [| discriminate].
    injection Hq as <-. destruct (IH ps eq_refl) as [vs [V1 V2]]. exists (value_at (fst e) s :: vs). split.
    - constructor; auto. cbn [snd]. apply F3. eapply nth_error_In; eauto.
    - intros b. cbn [combine_terms]. rewrite times_nth, (known_value st i e Ei), V2. reflexivity. }
  destruct (G _ _ Er) as [vs [V1 V2]]. unfold combination_time in V. rewrite V2 in V. injection V as V.
  rewrite <- V. now apply range_of_terms_sound.
Qed.

(* ---- arrivals ---- *)
Definition ranged (sp : spikes) (rs : list range) : Prop := Forall2 (fun (wa : Q * form) r => within r (value_at (snd wa) s)) sp rs.
Lemma arrivals_ranged st nu : fine st s -> ranged (arrivals nu (known_forms st)) (arrival_ranges nu (cells st)).
Proof.
  intros [_ [_ F3]]. unfold ranged, arrivals, arrival_ranges. induction (synapses nu) as [| y ys IH]; simpl; constructor; auto.
  destruct (nth_error (cells st) (source y)) as [c |] eqn:E.
  - rewrite (known_value st _ _ E). cbn [snd]. unfold value_at. rewrite value_add_scaled, value_constant, Q2R_one.
    pose proof (range_of_terms_sound (delay y) _ _ (one_term 1%Q (snd c) _ (F3 c (nth_error_In _ _ E)))) as W. simpl in W.
    rewrite Q2R_one in W. unfold value_at in W. replace (1 * Q2R (delay y) + value (fst c) (1 :: s)) with (1 * value (fst c) (1 :: s) + Q2R (delay y)) by lra. exact W.
  - rewrite (known_none st _ E). cbn [snd]. unfold value_at. rewrite value_constant, Q2R_zero. unfold within, zero_range; simpl. lra.
Qed.

Definition excitation (sp : spikes) (M : R) : R := sum (length sp) (fun u => Rmax 0 (wt sp u) * ramp (M - ar sp s u)).
Lemma excitation_cons w a sp M : excitation ((w, a) :: sp) M = Rmax 0 (Q2R w) * ramp (M - value_at a s) + excitation sp M.
Proof. unfold excitation. cbn [length]. rewrite sum_first. reflexivity. Qed.
Lemma ramp_scaled v b : v * S1 <= b -> ramp v * S1 <= Rmax 0 b.
Proof.
  intros H. pose proof (positive_R scale) as Hs. fold S1 in Hs. destruct (Rle_dec 0 v).
  - rewrite ramp_pos by lra. eapply Rle_trans; [exact H | apply Rmax_r].
  - rewrite ramp_neg by lra. rewrite Rmult_0_l. apply Rmax_l.
Qed.
Lemma sign_weight w : (Z.eqb (sign w) 1 = true /\ 0 < Q2R w /\ Rmax 0 (Q2R w) = Q2R w) \/ (Z.eqb (sign w) 1 = false /\ Rmax 0 (Q2R w) = 0).
Proof.
  destruct (Z.eqb_spec (sign w) 1) as [E | E].
  - left. apply sign_pos in E. rewrite Rmax_right by lra. auto.
  - right. split; auto. apply Rmax_left. destruct (Rle_dec (Q2R w) 0) as [| N]; auto. exfalso. apply E, sign_pos. lra.
Qed.

Lemma latest_bound sp rs : ranged sp rs -> forall m L, latest m sp rs = Some L -> forall u, (u < length sp)%nat -> set_of m u = true -> wt sp u <> 0 ->
  ar sp s u * S1 <= IZR L.
Proof.
  induction 1 as [| [w a] r sp rs [_ Hr] HF IH]; intros [| b m] L H u Hu Hm Hw; cbn [latest] in H; try discriminate; try (simpl in Hu; lia).
  cbn [snd] in Hr. fold S1 in Hr.
  destruct u as [| u].
  - unfold set_of in Hm; simpl in Hm. subst b. unfold wt in Hw; simpl in Hw. assert (Z.eqb (Qnum w) 0 = false).
    { apply Z.eqb_neq. intros E. apply Hw. unfold Q2R. rewrite E. lra. }
    unfold mute in H. rewrite H0 in H. simpl in H. injection H as <-. unfold ar; simpl.
    destruct (latest m sp rs) as [z |]; [| exact Hr]. pose proof (Z.le_max_l (snd r) z) as K. apply IZR_le in K. lra.
  - assert (G : forall z, latest m sp rs = Some z -> ar sp s u * S1 <= IZR z) by (intros z Hz; apply (IH m z Hz u); auto; simpl in Hu; lia).
    change (ar ((w, a) :: sp) s (S u)) with (ar sp s u).
    destruct (b && negb (mute w)); [| apply G; exact H]. injection H as <-. destruct (latest m sp rs) as [z |] eqn:E.
    + specialize (G z eq_refl). pose proof (Z.le_max_r (snd r) z) as K. apply IZR_le in K. lra.
    + exfalso. clear -E HF Hu Hm Hw. change (wt ((w, a) :: sp) (S u)) with (wt sp u) in Hw.
      assert (Hu' : (u < length sp)%nat) by (simpl in Hu; lia). change (set_of (b :: m) (S u)) with (set_of m u) in Hm. clear Hu.
      revert m u E Hm Hw Hu'. induction HF as [| [v c] q sp rs _ HF IH]; intros [| e m] u E Hm Hw Hu; simpl in Hu; try lia.
      * unfold set_of in Hm. destruct u; discriminate.
      * cbn [latest] in E. destruct u as [| u].
        -- unfold set_of in Hm; simpl in Hm. subst e. unfold wt in Hw; simpl in Hw. unfold mute in E. destruct (Z.eqb_spec (Qnum v) 0) as [Z0 | Z0]; [| discriminate].
           apply Hw. unfold Q2R. rewrite Z0. lra.
        -- destruct (e && negb (mute v)); [discriminate |]. apply (IH m u E); auto. lia.
Qed.

Lemma excited_until_bound L sp rs : ranged sp rs -> excitation sp (IZR L / S1) * S1 <= Q2R (excited_until L sp rs).
Proof.
  pose proof (positive_R scale) as Hs. fold S1 in Hs.
  induction 1 as [| [w a] r sp rs [Hr _] HF IH]; [unfold excitation; simpl; unfold Q2R; simpl; lra |].
  rewrite excitation_cons. cbn [excited_until]. cbn [snd] in Hr. fold S1 in Hr. rewrite Rmult_plus_distr_r.
  set (v := IZR L / S1 - value_at a s). assert (Ev : v * S1 = IZR L - value_at a s * S1) by (unfold v; field; lra).
  destruct (sign_weight w) as [[-> [Hw ->]] | [-> ->]]; [| simpl; lra]. cbn [andb].
  assert (B : ramp v * S1 <= Rmax 0 (IZR L - IZR (fst r))) by (apply ramp_scaled; lra).
  destruct (Z.ltb_spec (fst r) L) as [C | C].
  - apply IZR_lt in C. rewrite Rmax_right in B by lra. rewrite Q2R_red, Q2R_plus, Q2R_mult, Q2R_inject, minus_IZR.
    assert (Q2R w * (ramp v * S1) <= Q2R w * (IZR L - IZR (fst r))) by (apply Rmult_le_compat_l; lra). lra.
  - apply IZR_le in C. rewrite Rmax_left in B by lra.
    assert (Q2R w * (ramp v * S1) <= Q2R w * 0) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Lemma excited_at_bound sl last sp : Forall2 within sl (firstn (length sl) s) -> forall e, excited_at sl last sp = Some e ->
  excitation sp (value_at last s) * S1 <= Q2R e.
Proof.
  intros HS. induction sp as [| [w a] sp IH]; intros e H; cbn [excited_at] in H.
  - injection H as <-. unfold excitation; simpl. unfold Q2R; simpl. lra.
  - rewrite excitation_cons, Rmult_plus_distr_r. destruct (sign_weight w) as [[E [Hw ->]] | [E ->]]; rewrite E in H.
    + destruct (form_range sl (subtract last a)) as [r |] eqn:Er; [| discriminate]. destruct (excited_at sl last sp) as [q |]; [| discriminate].
      assert (Ee : e = Qred (w * inject_Z (Z.max 0 (snd r)) + q)) by congruence. rewrite Ee. clear Ee H.
      pose proof (form_range_sound sl s _ r HS Er) as [_ W]. fold S1 in W.
      assert (V : value_at (subtract last a) s = value_at last s - value_at a s) by apply value_subtract. rewrite V in W.
      pose proof (ramp_scaled _ _ W) as B. rewrite Q2R_red, Q2R_plus, Q2R_mult, Q2R_inject.
      assert (EM : IZR (Z.max 0 (snd r)) = Rmax 0 (IZR (snd r))).
      { destruct (Z.max_spec 0 (snd r)) as [[C ->] | [C ->]]; [apply IZR_lt in C; rewrite Rmax_right; lra | apply IZR_le in C; rewrite Rmax_left; lra]. }
      rewrite EM. specialize (IH q eq_refl).
      assert (Q2R w * (ramp (value_at last s - value_at a s) * S1) <= Q2R w * Rmax 0 (IZR (snd r))) by (apply Rmult_le_compat_l; lra). lra.
    + specialize (IH e H). lra.
Qed.
Lemma below_threshold_bound th e : below_threshold th e = true -> Q2R e < Q2R th * S1.
Proof. unfold below_threshold. intros H. apply Z.eqb_eq, sign_pos in H. rewrite Q2R_minus, Q2R_mult, Q2R_inject in H. fold S1 in H. lra. Qed.

Lemma quiet_sound st th m sp rs : fine st s -> ranged sp rs -> length m = length sp -> quiet st th m sp rs = true ->
  exists M, (forall u, (u < length sp)%nat -> set_of m u = true -> wt sp u <> 0 -> ar sp s u <= M) /\ excitation sp M < Q2R th.
Proof.
  intros [F1 _] HR Hl H. pose proof (positive_R scale) as Hs. fold S1 in Hs. unfold quiet in H. destruct (latest m sp rs) as [L |] eqn:E; [| discriminate].
  apply orb_true_iff in H. destruct H as [H | H].
  - exists (IZR L / S1). split.
    + intros u Hu Hm Hw. pose proof (latest_bound sp rs HR m L E u Hu Hm Hw). apply Rmult_le_reg_r with S1; auto.
      replace (IZR L / S1 * S1) with (IZR L) by (field; lra). exact H0.
    + apply below_threshold_bound in H. pose proof (excited_until_bound L sp rs HR). apply Rmult_lt_reg_r with S1; lra.
  - set (P := fun u => set_of m u = true /\ wt sp u <> 0).
    assert (Pdec : forall u, {P u} + {~ P u}).
    { intros u. unfold P. destruct (set_of m u); [| right; intros [? _]; discriminate].
      destruct (Req_EM_T (wt sp u) 0); [right; tauto | left; auto]. }
    assert (Ex : exists u, In u (seq 0 (length sp)) /\ P u).
    { clear -E HR. revert m L E P. induction HR as [| [w a] r sp rs _ HF IH]; intros [| b m] L E P; cbn [latest] in E; try discriminate.
      destruct (b && negb (mute w)) eqn:B.
      - apply andb_true_iff in B. destruct B as [-> B]. exists 0%nat. split; [apply in_seq; simpl; lia |]. split; [reflexivity |].
        unfold wt; simpl. unfold mute in B. apply negb_true_iff, Z.eqb_neq in B. intros K. apply B. apply sign_zero in K. unfold sign in K.
        destruct (Qnum w); simpl in K; congruence.
      - destruct (IH m L E) as [u [U1 [U2 U3]]]. apply in_seq in U1. exists (S u). split; [apply in_seq; simpl; lia |]. split; auto. }
    destruct (least_among P Pdec (fun u => - ar sp s u) _ Ex) as [l [L1 [[L2 L3] L4]]]. apply in_seq in L1.
    exists (ar sp s l). split.
    + intros u Hu Hm Hw. specialize (L4 u ltac:(apply in_seq; lia) (conj Hm Hw)). lra.
    + assert (G : forall m0 sp0 u, quiet_at_all (slots st) th sp m0 sp0 = true -> (u < length sp0)%nat -> set_of m0 u = true -> wt sp0 u <> 0 ->
        exists e, excited_at (slots st) (snd (nth u sp0 silence)) sp = Some e /\ below_threshold th e = true).
      { induction m0 as [| b m0 IH]; intros [| [w a] sp0] u Hq Hu Hm Hw; simpl in Hu; try lia; [unfold set_of in Hm; destruct u; discriminate |].
        cbn [quiet_at_all] in Hq. apply andb_true_iff in Hq. destruct Hq as [Q1 Q2]. destruct u as [| u].
        - unfold set_of in Hm; simpl in Hm. subst b. unfold wt in Hw; simpl in Hw. unfold mute in Q1. destruct (Z.eqb_spec (Qnum w) 0) as [Z0 | Z0].
          { exfalso. apply Hw. unfold Q2R. rewrite Z0. lra. }
          simpl in Q1. simpl. destruct (excited_at (slots st) a sp) as [e |]; [eauto | discriminate].
        - apply (IH sp0 u Q2); auto. lia. }
      destruct (G m sp l H) as [e [G1 G2]]; auto; [lia |]. apply below_threshold_bound in G2.
      pose proof (excited_at_bound (slots st) _ sp F1 e G1) as B. fold (ar sp s l) in B. apply Rmult_lt_reg_r with S1; lra.
Qed.

Lemma spike_terms_value W b : Q2R W <> 0 -> forall sp rs m, length m = length sp -> length rs = length sp ->
  weighted b (spike_terms m W sp rs) (map (fun wa => value_at (snd wa) s) sp) = b + value_at (mask_moment m sp) s / Q2R W.
Proof.
  intros HW. assert (NW : ~ W == 0%Q) by (intros E; apply HW; apply Qeq_eqR in E; rewrite E; apply Q2R_zero).
  induction sp as [| [w a] sp IH]; intros [| r rs] [| c m] H1 H2; simpl in H1, H2; try discriminate.
  - simpl. unfold value_at. rewrite value_constant, Q2R_zero. unfold Rdiv. lra.
  - cbn [spike_terms map weighted mask_moment snd]. rewrite IH by lia. destruct c.
    + rewrite Q2R_div by auto. unfold value_at. rewrite value_add_scaled. field. auto.
    + rewrite Q2R_zero. lra.
Qed.
Lemma spike_terms_ranged W sp rs : ranged sp rs -> forall m, length m = length sp ->
  Forall2 (fun (t : Q * range) v => within (snd t) v) (spike_terms m W sp rs) (map (fun wa => value_at (snd wa) s) sp).
Proof.
  induction 1 as [| [w a] r sp rs Hr HF IH]; intros [| b m] Hl; simpl in Hl; try discriminate; simpl; constructor; auto.
Qed.
Lemma ranged_length sp rs : ranged sp rs -> length rs = length sp.
Proof. intros H. induction H; simpl; auto. Qed.

Theorem fire_sound st nu ro st' : fine st s -> fire st nu ro = Some st' ->
  exists f r, cells st' = cells st ++ [(f, r)] /\ fine st' s /\
    gate_time (Spike nu) (times (known_forms st) s) = Some (value_at f s).
Proof.
  intros HF H. unfold fire in H. cbv zeta in H.
  pose proof (arrivals_ranged st nu HF) as HR. set (sp := arrivals nu (known_forms st)) in *. set (rs := arrival_ranges nu (cells st)) in *.
  set (m := match ro with Ready => every sp | But p _ => all_but (length sp) p end) in *.
  destruct (Z.eqb (sign (threshold nu)) 1) eqn:Eth; [| discriminate]. apply Z.eqb_eq, sign_pos in Eth. cbn [negb orb] in H.
  destruct (quiet st (threshold nu) m sp rs) eqn:Eq; [| discriminate]. cbn [negb] in H.
  assert (Lm : length m = length sp).
  { unfold m. destruct ro; [apply every_spec | unfold all_but; now rewrite map_length, seq_length]. }
  destruct (quiet_sound st (threshold nu) m sp rs HF HR Lm Eq) as [M [M1 M2]].
  destruct (candidate_form (threshold nu) m sp) as [t |] eqn:Et; [| discriminate].
  destruct (candidate_form_some (threshold nu) m sp t s Lm Et) as [C1 C2].
  pose proof (mask_weight_sound sp m Lm) as HW. set (W := mask_weight m sp) in *. rewrite HW in C1.
  set (mean := range_of_terms (threshold nu / W) (spike_terms m W sp rs)) in *.
  assert (Hmean : within mean (value_at t s)).
  { pose proof (range_of_terms_sound (threshold nu / W) _ _ (spike_terms_ranged W sp rs HR m Lm)) as B.
    rewrite spike_terms_value in B by (auto; try lra; now apply ranged_length). rewrite <- C2. unfold candidate. rewrite HW, mask_moment_sound by auto.
    assert (NW : ~ W == 0%Q) by (intros E; apply Qeq_eqR in E; rewrite Q2R_zero in E; lra). rewrite Q2R_div in B by auto.
    replace ((Q2R (threshold nu) + value_at (mask_moment m sp) s) / Q2R W) with (Q2R (threshold nu) / Q2R W + value_at (mask_moment m sp) s / Q2R W) by (field; lra). exact B. }
  assert (Time : forall v, fires (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) v -> gate_time (Spike nu) (times (known_forms st) s) = Some v).
  { intros v Hv. cbn [gate_time]. rewrite neuron_time_arrivals by auto. now apply firing_time_some. }
  destruct ro as [| p h].
  - destruct (form_range (slots st) t) as [r |] eqn:Er; [| discriminate]. injection H as <-.
    exists t, (meet r mean). split; [reflexivity |]. split.
    + apply fine_push; auto. apply within_meet; auto. eapply form_range_sound; eauto. apply HF.
    + apply Time. rewrite <- C2.
      pose proof (quiet_fires (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) (set_of m) 0 0 M) as K. cbv zeta in K. rewrite HW in K.
      replace (candidate (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) (set_of m)) with
        (candidate (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) (set_of m) - 0 / (Q2R W + 0) * ramp (candidate (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) (set_of m) - 0))
        by (unfold Rdiv; lra).
      apply K; auto; try lra. intros v. rewrite Rmult_0_l. apply sum_zero. intros u Hu. unfold m. now rewrite (proj2 (every_spec sp) u Hu).
  - destruct (nth_error sp p) as [[w a] |] eqn:Ep; [| discriminate]. destruct (nth_error rs p) as [r |] eqn:Erp; [| discriminate].
    destruct (Z.eqb (sign (W + w)) 1) eqn:EW; [| discriminate]. cbn [negb] in H. apply Z.eqb_eq, sign_pos in EW. rewrite Q2R_plus in EW.
    assert (Hp : (p < length sp)%nat) by (apply nth_error_Some; congruence).
    assert (Np : nth p sp silence = (w, a)) by (now apply nth_error_nth).
    assert (Hr : within r (value_at a s)).
    { clear -HR Ep Erp. revert p Ep Erp. induction HR as [| [w0 a0] r0 sp rs Hr HF IH]; intros [| p] E1 E2; simpl in E1, E2; try discriminate; [| eauto].
      injection E1 as _ ->. injection E2 as ->. exact Hr. }
    destruct (bend st (subtract t a) (range_of_terms 0 [(1%Q, mean); ((-1)%Q, r)]) h) as [[[H0 zr] st1] |] eqn:Eb; [| discriminate].
    assert (Vz : value_at (subtract t a) s = value_at t s - value_at a s) by apply value_subtract.
    assert (Hz : within (range_of_terms 0 [(1%Q, mean); ((-1)%Q, r)]) (value_at (subtract t a) s)).
    { assert (B : Forall2 (fun (q : Q * range) v => within (snd q) v) [(1%Q, mean); ((-1)%Q, r)] [value_at t s; value_at a s]) by (constructor; [exact Hmean | constructor; [exact Hr | constructor]]).
      pose proof (range_of_terms_sound 0 _ _ B) as B'. simpl in B'. rewrite Q2R_zero, Q2R_one, Q2R_minus_one in B'. rewrite Vz.
      replace (value_at t s - value_at a s) with (1 * value_at t s + (-1 * value_at a s + 0)) by lra. exact B'. }
    destruct (bend_sound x st _ _ h H0 zr st1 x_length atoms_scoped HF Hz Eb) as [B1 [B2 [B3 B4]]]. fold s in B1, B2, B3.
    set (k := (- w / (W + w))%Q) in *. set (time := reduce (add_scaled k H0 t)) in *.
    assert (NWw : ~ (W + w)%Q == 0%Q) by (intros E; apply Qeq_eqR in E; rewrite Q2R_plus, Q2R_zero in E; lra).
    assert (Ek : Q2R k = - Q2R w / (Q2R W + Q2R w)) by (unfold k; now rewrite Q2R_div, Q2R_opp, Q2R_plus).
    assert (Vt : value_at time s = Q2R k * ramp (value_at t s - value_at a s) + value_at t s).
    { unfold time, value_at. rewrite value_reduce, value_add_scaled. fold (value_at H0 s). rewrite B1, Vz. reflexivity. }
    destruct (form_range (slots st1) time) as [r1 |] eqn:Er1; [| discriminate]. injection H as <-.
    exists time, (meet r1 (range_of_terms 0 [(1%Q, mean); (k, positive_part zr)])). split; [unfold push; cbn [cells]; now rewrite B4 |]. split.
    + apply fine_push; auto. apply within_meet; [eapply form_range_sound; eauto; apply B3 |].
      assert (B : Forall2 (fun (q : Q * range) v => within (snd q) v) [(1%Q, mean); (k, positive_part zr)] [value_at t s; ramp (value_at (subtract t a) s)]).
      { constructor; [exact Hmean |]. constructor; [| constructor]. cbn [snd]. now apply within_positive. }
      pose proof (range_of_terms_sound 0 _ _ B) as B'. simpl in B'. rewrite Q2R_zero, Q2R_one, Vz in B'. rewrite Vt.
      replace (Q2R k * ramp (value_at t s - value_at a s) + value_at t s) with (1 * value_at t s + (Q2R k * ramp (value_at t s - value_at a s) + 0)) by lra. exact B'.
    + apply Time. rewrite Vt, Ek.
      pose proof (quiet_fires (length sp) (wt sp) (ar sp s) (Q2R (threshold nu)) (set_of m) (Q2R w) (value_at a s) M) as K. cbv zeta in K.
      rewrite HW, C2 in K.
      replace (- Q2R w / (Q2R W + Q2R w) * ramp (value_at t s - value_at a s) + value_at t s)
        with (value_at t s - Q2R w / (Q2R W + Q2R w) * ramp (value_at t s - value_at a s)) by (field; lra).
      apply K; auto. intros v.
      rewrite <- (sum_single (length sp) p (fun u => Q2R w * ramp (v - value_at a s))) by auto. apply sum_ext. intros u Hu.
      assert (Eu : set_of m u = negb (Nat.eqb u p)).
      { unfold m, set_of, all_but. set (g := fun u => negb (Nat.eqb u p)). rewrite (nth_indep _ false (g 0%nat)) by (now rewrite map_length, seq_length).
        now rewrite (map_nth g), seq_nth. }
      rewrite Eu. destruct (Nat.eqb_spec u p) as [-> | Hne]; simpl; auto. unfold wt, ar. now rewrite Np.
Qed.

Theorem gate_step_sound st g h st' : fine st s -> gate_step st g h = Some st' ->
  fine st' s /\ times (known_forms st') s = times (known_forms st) s ++ [gate_time g (times (known_forms st) s)].
Proof.
  intros HF H. destruct g as [c | c | nu], h as [| h | ro]; try discriminate; cbn [gate_step] in H.
  - destruct (combined st c) as [[f r] |] eqn:E; [| discriminate]. injection H as <-. destruct (combined_sound st c f r HF E) as [V Hr].
    split; [now apply fine_push |]. rewrite times_push. cbn [gate_time]. now rewrite V.
  - destruct (combined st c) as [[z r] |] eqn:E; [| discriminate]. destruct (combined_sound st c z r HF E) as [V Hr].
    destruct (bend st z r h) as [[[H0 zr] st1] |] eqn:Eb; [| discriminate]. injection H as <-.
    destruct (bend_sound x st z r h H0 zr st1 x_length atoms_scoped HF Hr Eb) as [B1 [B2 [B3 B4]]]. fold s in B1, B2, B3.
    split; [apply fine_push; auto; rewrite B1; now apply within_positive |]. rewrite times_push. cbn [gate_time]. rewrite V. simpl. rewrite B1.
    unfold known_forms. now rewrite B4.
  - destruct (fire_sound st nu ro st' HF H) as [f [r [C1 [C2 C3]]]]. split; auto.
    assert (K : known_forms st' = known_forms st ++ [Some f]) by (unfold known_forms; now rewrite C1, map_app).
    rewrite K, times_app, C3. reflexivity.
Qed.
Theorem compose_sound gs : forall hs st st', fine st s -> compose gs hs st = Some st' ->
  fine st' s /\ run gs (times (known_forms st) s) = times (known_forms st') s.
Proof.
  induction gs as [| g gs IH]; intros [| h hs] st st' HF H; cbn [compose] in H; try discriminate; [injection H as <-; auto |].
  destruct (gate_step st g h) as [st1 |] eqn:E; [| discriminate]. destruct (gate_step_sound st g h st1 HF E) as [F1 F2].
  destruct (IH hs st1 st' F1 H) as [G1 G2]. split; auto. cbn [run]. now rewrite <- F2.
Qed.
End AtPoint.

(* ------------------------------------------------------------------ from the box to the outputs *)
(* low <= scale * x_i <= high on the domain. *)
Record side := Side { at_least : Z; at_most : Z; proves_least : multipliers; proves_most : multipliers }.
Definition coordinate_row (i : nat) (k b : Z) : constraint := Constraint false (b :: repeat 0%Z i ++ [k]).
Fixpoint box_proved (domain : list constraint) (i : nat) (ss : list side) : bool :=
  match ss with
  | [] => true
  | b :: ss' =>
      implies domain (proves_least b) (coordinate_row i (Zpos scale) (- at_least b)) &&
      implies domain (proves_most b) (coordinate_row i (Zneg scale) (at_most b)) && box_proved domain (S i) ss'
  end.
Definition first_state (ss : list side) : state :=
  State (map (fun b => (at_least b, at_most b)) ss) [] (combine (map unit_form (seq 0 d)) (map (fun b => (at_least b, at_most b)) ss)).
Definition composed (gs : list gate) (hs : list hint) (domain : list constraint) (ss : list side) (pairs : list (nat * nat)) : bool :=
  Nat.eqb (length ss) d && scoped d atoms && box_proved domain 0 ss &&
  match compose gs hs (first_state ss) with
  | Some st => forallb (fun ij => same_form (nth (fst ij) (known_forms st) None) (nth (snd ij) (known_forms st) None)) pairs
  | None => false
  end.

Lemma coordinate_row_value i k b x : (i < length x)%nat -> apply (vector (coordinate_row i k b)) (1 :: x) = IZR b + IZR k * nth i x 0.
Proof.
  intros Hi. simpl. replace (apply (repeat 0%Z i ++ [k]) x) with (IZR k * nth i x 0); [lra |].
  revert x Hi. induction i as [| i IH]; intros [| y x] Hi; simpl in *; try lia; [lra |]. rewrite <- IH by lia. lra.
Qed.

Theorem composition_sound p domain hs ss pairs : d = dimension p -> composed (gates p) hs domain ss pairs = true ->
  forall i j x, In (i, j) pairs -> in_domain p domain x -> nth i (registers p x) None = nth j (registers p x) None.
Proof.
  intros Hd H i j x Hij [Lx Hx]. unfold composed in H. rewrite !andb_true_iff in H. destruct H as [[[H1 H2] H3] H4].
  apply Nat.eqb_eq in H1. rewrite <- Hd in Lx. destruct (compose (gates p) hs (first_state ss)) as [st |] eqn:E; [| discriminate].
  assert (B : forall ss k, box_proved domain k ss = true -> (k + length ss <= length x)%nat ->
    Forall2 within (map (fun b => (at_least b, at_most b)) ss) (firstn (length ss) (skipn k x))).
  { clear -Hx. induction ss as [| b ss IH]; intros k Hb Hk; simpl in *; [constructor |]. rewrite !andb_true_iff in Hb. destruct Hb as [[B1 B2] B3].
    apply (implies_sound _ _ _ x) in B1; auto. apply (implies_sound _ _ _ x) in B2; auto.
    assert (C1 : 0 <= apply (vector (coordinate_row k (Zpos scale) (- at_least b))) (1 :: x)) by exact B1.
    assert (C2 : 0 <= apply (vector (coordinate_row k (Zneg scale) (at_most b))) (1 :: x)) by exact B2.
    rewrite coordinate_row_value in C1, C2 by lia. clear B1 B2. rename C1 into B1. rename C2 into B2.
    rewrite opp_IZR in B1. change (IZR (Zneg scale)) with (- IZR (Zpos scale)) in B2.
    assert (Es : skipn k x = nth k x 0 :: skipn (S k) x).
    { clear -Hk. assert (Hl : (k < length x)%nat) by lia. clear Hk. revert k Hl. induction x as [| y x IHx]; intros [| k] Hl; simpl in *; try lia; auto. apply IHx. lia. }
    rewrite Es. simpl. constructor; [unfold within; simpl; lra | apply (IH (S k)); auto; lia]. }
  specialize (B ss 0%nat H3 ltac:(lia)). simpl skipn in B. rewrite H1, <- Lx, firstn_all in B.
  destruct (slots_prefix atoms x) as [more Em]. set (s := slot_values x) in *.
  assert (Es : s = x ++ more) by exact Em.
  assert (Hn : forall k, (k < d)%nat -> nth_error s k = Some (nth k x 0)).
  { intros k Hk. rewrite Es, nth_error_app1 by lia. now apply nth_error_nth'; lia. }
  assert (F : fine (first_state ss) s).
  { split; [| split].
    - cbn [first_state slots]. rewrite map_length, H1, Es, <- Lx, firstn_app, Nat.sub_diag, firstn_all. simpl. now rewrite app_nil_r.
    - intros k z r _ K. cbn [first_state zranges] in K. destruct k; discriminate.
    - intros c Hc. cbn [first_state cells] in Hc.
      assert (G : forall bs ys k, Forall2 within bs ys -> (forall q, (q < length ys)%nat -> nth_error s (k + q) = Some (nth q ys 0)) ->
        forall c, In c (combine (map unit_form (seq k (length ys))) bs) -> within (snd c) (value_at (fst c) s)).
      { clear. intros bs ys k HF. revert k. induction HF as [| b y bs ys Hb HF IH]; intros k Hk c Hc; simpl in Hc; [contradiction |].
        destruct Hc as [<- | Hc].
        - cbn [fst snd]. rewrite (unit_form_value s k y); auto. specialize (Hk 0%nat ltac:(simpl; lia)). now rewrite Nat.add_0_r in Hk.
        - apply (IH (S k)); auto. intros q Hq. specialize (Hk (S q) ltac:(simpl; lia)). now rewrite Nat.add_succ_comm. }
      apply (G _ x 0%nat B); [intros q Hq; apply Hn; lia | now rewrite Lx]. }
  destruct (compose_sound x Lx H2 (gates p) hs _ st F E) as [_ R]. fold s in R.
  assert (T : times (known_forms (first_state ss)) s = map Some x).
  { unfold known_forms, first_state; cbn [cells]. unfold times. rewrite map_map.
    assert (G : forall ys bs k, length bs = length ys -> (forall q, (q < length ys)%nat -> nth_error s (k + q) = Some (nth q ys 0)) ->
      map (fun c : form * range => option_map (fun f => value_at f s) (Some (fst c))) (combine (map unit_form (seq k (length ys))) bs) = map Some ys).
    { clear. induction ys as [| y ys IH]; intros [| b bs] k Hl Hk; simpl in *; try discriminate; auto. f_equal.
      - f_equal. apply unit_form_value. specialize (Hk 0%nat ltac:(lia)). now rewrite Nat.add_0_r in Hk.
      - apply (IH bs (S k)); [lia |]. intros q Hq. specialize (Hk (S q) ltac:(lia)). now rewrite Nat.add_succ_comm. }
    rewrite <- Lx at 1. apply G; [rewrite map_length; congruence | intros q Hq; apply Hn; lia]. }
  unfold registers. rewrite <- T, R, !times_nth. rewrite forallb_forall in H4. specialize (H4 _ Hij). cbn [fst snd] in H4.
  destruct (nth i (known_forms st) None) as [f |], (nth j (known_forms st) None) as [g |]; try discriminate; auto.
  simpl. f_equal. now apply same_form_value.
Qed.
End Compose.
