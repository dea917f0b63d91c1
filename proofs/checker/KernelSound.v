(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The kernel is sound: the leaves of an accepted certificate cover the domain, and on the cell of a leaf the program
   computes the leaf's affine forms, inside it with the leaf's activation pattern. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes.
Require Import Polyspike.checker.Cover Polyspike.checker.Causal Polyspike.checker.Kernel.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ what a branch means *)
Definition reaches (b : branch) (x : list R) : Prop := all_hold (known b) (1 :: x).

Section Sound.
Context {A : Type}.
Variables (d : nat) (full : bool).

Definition agrees (l : leaf A) (b : branch) (x : list R) : Prop :=
  run (ahead b) (times (regs b) x) = times (outcome l) x /\
  (inside (cell l) (1 :: x) ->
     inside (known b) (1 :: x) /\ seen b ++ pattern (ahead b) (times (regs b) x) = decisions l).

(* A point is accounted for by a leaf's cell, or by a hyperplane. *)
Definition covers (Ls : list (piece A)) (x : list R) : Prop :=
  exists p, In p Ls /\ match p with Region l => all_hold (cell l) (1 :: x) | Thin v => apply v (1 :: x) = 0 end.

(* The pieces Ls are exactly what the branch b is. *)
Definition explains (b : branch) (Ls : list (piece A)) : Prop :=
  (forall x, length x = d -> reaches b x -> covers Ls x) /\
  (forall l x, In (Region l) Ls -> length x = d -> all_hold (cell l) (1 :: x) -> reaches b x /\ agrees l b x).

(* Replacing a branch by others, but for points of hyperplanes. *)
Definition thin (ts : list (piece A)) : Prop := forall l, ~ In (Region l) ts.
Definition refined (b : branch) (bs : list branch) (ts : list (piece A)) : Prop :=
  thin ts /\
  (forall x, length x = d -> reaches b x -> (exists b', In b' bs /\ reaches b' x) \/ covers ts x) /\
  (forall b' x, In b' bs -> length x = d -> reaches b' x -> reaches b x /\ forall l, agrees l b' x -> agrees l b x).

Lemma refined_explains b bs ts Lss : refined b bs ts -> Forall2 explains bs Lss -> explains b (ts ++ concat Lss).
Proof.
  intros [T [R1 R2]] HF. split.
  - intros x Lx Hx. destruct (R1 x Lx Hx) as [[b' [Hb Hr]] | [p [P1 P2]]]; [| exists p; split; [apply in_or_app |]; auto].
    clear R1 R2 Hx T. assert (G : covers (concat Lss) x).
    { induction HF as [| c Ls bs Lss [HE _] HF IH]; [contradiction |]. simpl. destruct Hb as [-> | Hb].
      + destruct (HE x Lx Hr) as [l [Hl Hc]]. exists l. rewrite in_app_iff. auto.
      + destruct (IH Hb) as [l [Hl Hc]]. exists l. rewrite in_app_iff. auto. }
    destruct G as [p [P1 P2]]. exists p. split; auto. apply in_or_app. auto.
  - intros l x Hl Lx Hc. apply in_app_or in Hl. destruct Hl as [Hl | Hl]; [destruct (T l Hl) |].
    assert (G : exists b', In b' bs /\ reaches b' x /\ agrees l b' x).
    { clear R1 R2. induction HF as [| c Ls bs Lss [_ HE] HF IH]; [contradiction |]. simpl in Hl.
      apply in_app_iff in Hl. destruct Hl as [Hl | Hl].
      - exists c. destruct (HE l x Hl Lx Hc). simpl; auto.
      - destruct (IH Hl) as [b' [H1 H2]]. exists b'. simpl; auto. }
    destruct G as [b' [H1 [H2 H3]]]. destruct (R2 b' x H1 Lx H2) as [H4 H5]. auto.
Qed.

(* Affine gates pass by themselves. *)
Lemma advance_spec gs : forall ks rs sn,
  (forall x, reaches (advance ks gs rs sn) x <-> all_hold ks (1 :: x)) /\
  (forall l x, agrees l (advance ks gs rs sn) x <-> agrees l (Branch ks gs rs sn) x).
Proof.
  induction gs as [| g gs IH]; intros ks rs sn; simpl; [split; intros; reflexivity |].
  destruct g as [c | c | nu]; try (split; intros; reflexivity).
  destruct (IH ks (rs ++ [combination_form c rs]) sn) as [H2 H3]. split; auto.
  intros l x. rewrite H3. unfold agrees; simpl. rewrite times_app, combination_form_sound. tauto.
Qed.
Lemma advance_reaches gs ks rs sn x : reaches (advance ks gs rs sn) x <-> all_hold ks (1 :: x).
Proof. apply advance_spec. Qed.
Lemma advance_agrees gs ks rs sn l x : agrees l (advance ks gs rs sn) x -> agrees l (Branch ks gs rs sn) x.
Proof. intros H. destruct (advance_spec gs ks rs sn) as [_ E]. now apply E. Qed.

(* ---- new rows ---- *)
Lemma all_hold_app cs ks X : all_hold (cs ++ ks) X <-> all_hold cs X /\ all_hold ks X.
Proof. unfold all_hold. apply Forall_app. Qed.
Lemma all_hold_cons c ks X : all_hold (c :: ks) X <-> holds c X /\ all_hold ks X.
Proof. unfold all_hold. split; [intros H; inversion H; auto | intros [H1 H2]; constructor; auto]. Qed.
Lemma sharp_sharp c : sharp (sharp c) = sharp c.
Proof. unfold sharp; simpl. rewrite <- orb_assoc. f_equal. f_equal. now destruct (is_constant (vector c)). Qed.
Lemma inside_added cs ks x : inside (added full cs ks) (1 :: x) -> inside cs (1 :: x) /\ inside ks (1 :: x).
Proof.
  unfold inside, added. rewrite map_app, all_hold_app. destruct full; auto. rewrite map_map.
  rewrite (map_ext (fun c => sharp (sharp c)) sharp) by apply sharp_sharp. auto.
Qed.
Lemma added_holds cs ks x : all_hold (added full cs ks) (1 :: x) -> all_hold cs (1 :: x) /\ all_hold ks (1 :: x).
Proof. unfold added. rewrite all_hold_app. destruct full; auto. intros [H1 H2]. split; auto. now apply inside_holds. Qed.
Lemma sharpened cs x : all_hold cs (1 :: x) -> all_hold (map sharp cs) (1 :: x) \/ covers (left_out true cs) x.
Proof.
  induction cs as [| c cs IH]; intros H; [left; constructor |]. apply all_hold_cons in H. destruct H as [H1 H2].
  assert (K : holds (sharp c) (1 :: x) \/ (is_blunt c = true /\ at_point (vector c) x = 0)).
  { rewrite holds_sharp. unfold is_blunt. destruct (is_constant (vector c)); auto. unfold holds in H1. fold (at_point (vector c) x) in H1.
    destruct (is_strict c); auto. simpl. destruct (Req_dec (at_point (vector c) x) 0); auto. left. lra. }
  destruct K as [K | [K1 K2]].
  - destruct (IH H2) as [G | [p [P1 P2]]]; [left; apply all_hold_cons; auto |].
    right. exists p. split; [| exact P2]. unfold left_out in *. cbn [filter]. destruct (is_blunt c); [right |]; exact P1.
  - right. exists (Thin (vector c)). split; [| exact K2]. unfold left_out. cbn [filter]. rewrite K1. left. reflexivity.
Qed.
Lemma added_intro cs ks x : all_hold cs (1 :: x) -> all_hold ks (1 :: x) ->
  all_hold (added full cs ks) (1 :: x) \/ covers (left_out full cs) x.
Proof.
  intros H1 H2. unfold added. destruct full; [| left; apply all_hold_app; auto].
  destruct (sharpened cs x H1); auto. left. apply all_hold_app; auto.
Qed.
Lemma left_out_thin f cs : thin (left_out f cs).
Proof. intros l H. unfold left_out in H. destruct f; [| contradiction]. apply in_map_iff in H. destruct H as [c [E _]]. discriminate. Qed.
Lemma covers_in ts us x : (forall p, In p ts -> In p us) -> covers ts x -> covers us x.
Proof. intros H [p [P1 P2]]. exists p. auto. Qed.
Lemma left_out_in f c cs (p : piece A) : In c cs -> In p (left_out f [c]) -> In p (left_out f cs).
Proof.
  intros Hc H. unfold left_out in *. destruct f; [| contradiction]. simpl in H. destruct (is_blunt c) eqn:E; simpl in H; [| contradiction].
  destruct H as [<- | []]. apply in_map_iff. exists c. split; auto. apply filter_In. auto.
Qed.

Lemma one_row c X : holds c X <-> all_hold [c] X.
Proof. rewrite all_hold_cons. split; [intros H; split; [exact H | constructor] | tauto]. Qed.

(* A branch with one more row. *)
Lemma agrees_added cs ks gs rs sn l x :
  agrees l (Branch (added full cs ks) gs rs sn) x -> agrees l (Branch ks gs rs sn) x.
Proof.
  intros [H1 H2]. split; [exact H1 |]. intros HI. destruct (H2 HI) as [H3 H4]. split; [| exact H4]. now apply inside_added in H3.
Qed.

(* Passing a ReLU whose sign is known on a branch. *)
Lemma relu_passed ks ks' c gs rs sn f (on : bool) x : combination_form c rs = Some f ->
  (if on then 0 <= value_at f x else value_at f x <= 0) ->
  (inside ks' (1 :: x) -> inside ks (1 :: x) /\ (if on then 0 < value_at f x else value_at f x <= 0)) ->
  forall l : leaf A, agrees l (Branch ks' gs (rs ++ [Some (if on then f else constant_form 0)]) (sn ++ [if on then On else Off])) x ->
  agrees l (Branch ks (Relu c :: gs) rs sn) x.
Proof.
  intros Hf Hs Hi l [H1 H2]. unfold agrees; simpl in *. rewrite times_app in H1, H2. rewrite combination_form_sound, Hf. simpl.
  assert (E : ramp (value_at f x) = value_at (if on then f else constant_form 0) x).
  { destruct on; [apply ramp_pos; lra |]. rewrite ramp_neg by lra. unfold value_at. now rewrite value_constant, Q2R_zero. }
  rewrite E. split; auto. intros HI. destruct (H2 HI) as [H3 H4]. destruct (Hi H3) as [H5 H6]. split; auto.
  rewrite <- H4, <- app_assoc. f_equal. simpl. destruct on; destruct (Rlt_dec 0 (value_at f x)); try reflexivity; lra.
Qed.
Lemma holds_on f x : holds (positive_form true f) (1 :: x) <-> 0 < value_at f x.
Proof. apply (holds_positive_form true). Qed.
Lemma holds_at_least f x : holds (positive_form false f) (1 :: x) <-> 0 <= value_at f x.
Proof. apply (holds_positive_form false). Qed.
Lemma holds_negation f st x : holds (negation (positive_form st f)) (1 :: x) -> value_at f x <= 0.
Proof.
  intros H. destruct (Rle_dec (value_at f x) 0); auto. exfalso. apply (not_both (positive_form st f) (1 :: x)); auto.
  apply (holds_positive_form st). fold (value_at f x). destruct st; lra.
Qed.
Lemma inside_on f x : inside [positive_form false f] (1 :: x) -> is_constant (vector (positive_form false f)) = false -> 0 < value_at f x.
Proof.
  intros H E. pose proof (Forall_inv H) as H1. cbv beta in H1. apply holds_sharp in H1. rewrite E in H1. unfold at_point in H1.
  destruct (primitive_multiple (numerators f)) as [k [Hk K]]. specialize (K (1 :: x)). rewrite value_numerators in K. fold (value_at f x) in K.
  simpl in H1. pose proof (positive_R (denominator f)). assert (0 < value_at f x * IZR (Z.pos (denominator f))) by (rewrite K; now apply Rmult_lt_0_compat).
  apply Rmult_lt_reg_r with (IZR (Z.pos (denominator f))); lra.
Qed.
Lemma sloped_on f x : at_point (vector (positive_form false f)) x > 0 -> 0 < value_at f x.
Proof. intros H. apply holds_on. unfold holds, positive_form; simpl. exact H. Qed.

(* Passing a spiking neuron. *)
Lemma spike_passed ks ks' gs nu rs sn f m x : 0 < Q2R (threshold nu) ->
  fires (length (arrivals nu rs)) (wt (arrivals nu rs)) (ar (arrivals nu rs) x) (Q2R (threshold nu)) (value_at f x) ->
  (inside ks' (1 :: x) -> inside ks (1 :: x) /\ length m = length (arrivals nu rs) /\
     same_set (length (arrivals nu rs)) (set_of m) (causal_set (wt (arrivals nu rs)) (ar (arrivals nu rs) x) (value_at f x))) ->
  forall l : leaf A, agrees l (Branch ks' gs (rs ++ [Some f]) (sn ++ [Fires m])) x -> agrees l (Branch ks (Spike nu :: gs) rs sn) x.
Proof.
  intros Hth Hf Hi l [H1 H2]. unfold agrees; simpl in *. rewrite times_app in H1, H2. simpl in H1, H2.
  assert (Ht : neuron_time (real_neuron nu) (times rs x) = Some (value_at f x)).
  { rewrite neuron_time_arrivals by auto. apply firing_time_some; auto. }
  rewrite Ht. split; auto. intros HI. destruct (H2 HI) as [H3 H4]. destruct (Hi H3) as [H5 [H6 H7]]. split; auto.
  rewrite <- H4, <- app_assoc. simpl. f_equal. f_equal. unfold neuron_decision. rewrite Ht. f_equal.
  rewrite causal_set_arrivals. apply nth_ext with (d := false) (d' := false).
  - now rewrite map_length, seq_length.
  - intros u Hu. rewrite map_length, seq_length in Hu.
    rewrite (nth_indep _ false (causal_set (wt (arrivals nu rs)) (ar (arrivals nu rs) x) (value_at f x) 0%nat)) by (now rewrite map_length, seq_length).
    rewrite map_nth, seq_nth by auto. simpl. symmetry. exact (H7 u Hu).
Qed.
Lemma silence_passed ks gs nu rs sn x : 0 < Q2R (threshold nu) ->
  never_fires (length (arrivals nu rs)) (wt (arrivals nu rs)) (ar (arrivals nu rs) x) (Q2R (threshold nu)) ->
  forall l : leaf A, agrees l (Branch ks gs (rs ++ [None]) (sn ++ [Never])) x -> agrees l (Branch ks (Spike nu :: gs) rs sn) x.
Proof.
  intros Hth Hn l [H1 H2]. unfold agrees; simpl in *. rewrite times_app in H1, H2. simpl in H1, H2.
  assert (Ht : neuron_time (real_neuron nu) (times rs x) = None).
  { rewrite neuron_time_arrivals by auto. apply firing_time_none; auto. }
  rewrite Ht. split; auto. intros HI. destruct (H2 HI) as [H3 H4]. split; auto.
  rewrite <- H4, <- app_assoc. simpl. f_equal. f_equal. unfold neuron_decision. now rewrite Ht.
Qed.

(* ---- the tokens ---- *)
Lemma cut_refined b c : refined b
  [Branch (added full [c] (known b)) (ahead b) (regs b) (seen b); Branch (added full [negation c] (known b)) (ahead b) (regs b) (seen b)]
  (left_out full [c; negation c]).
Proof.
  destruct b as [ks gs rs sn]; simpl. split; [apply left_out_thin |]. split.
  - intros x _ Hx. unfold reaches in *; simpl in *.
    destruct (holds_or_not c (1 :: x)) as [Hc | Hc]; apply one_row in Hc; destruct (added_intro [_] ks x Hc Hx) as [G | G].
    + left. eexists. split; [left; reflexivity | exact G].
    + right. refine (covers_in _ _ x _ G). intros p. apply left_out_in. simpl; auto.
    + left. eexists. split; [right; left; reflexivity | exact G].
    + right. refine (covers_in _ _ x _ G). intros p. apply left_out_in. simpl; auto.
  - intros b' x [<- | [<- | []]] _ Hx; unfold reaches in *; simpl in *; apply added_holds in Hx; (split; [tauto |]);
      intros l; apply agrees_added.
Qed.

Lemma split_refined ks c gs rs sn f : combination_form c rs = Some f ->
  is_constant (vector (positive_form false f)) = false ->
  refined (Branch ks (Relu c :: gs) rs sn)
    [advance (added full [positive_form false f] ks) gs (rs ++ [Some f]) (sn ++ [On]);
     advance (added full [negation (positive_form false f)] ks) gs (rs ++ [Some (constant_form 0)]) (sn ++ [Off])]
    (left_out full [positive_form false f; negation (positive_form false f)]).
Proof.
  intros Ef Ec. set (k := positive_form false f) in *. split; [apply left_out_thin |]. split.
  - intros x _ Hx. unfold reaches in Hx; simpl in Hx.
    destruct (holds_or_not k (1 :: x)) as [Hc | Hc]; apply one_row in Hc; destruct (added_intro [_] ks x Hc Hx) as [G | G].
    + left. eexists. split; [left; reflexivity | apply advance_reaches; exact G].
    + right. refine (covers_in _ _ x _ G). intros p. apply left_out_in. simpl; auto.
    + left. eexists. split; [right; left; reflexivity | apply advance_reaches; exact G].
    + right. refine (covers_in _ _ x _ G). intros p. apply left_out_in. simpl; auto.
  - intros b' x [<- | [<- | []]] _ Hx; apply advance_reaches in Hx; pose proof Hx as Hy; apply added_holds in Hx; destruct Hx as [Hc Hx];
      (split; [exact Hx |]); intros l Hl; apply advance_agrees in Hl; apply one_row in Hc.
    + refine (relu_passed ks _ c gs rs sn f true x Ef _ _ l Hl); [exact (proj1 (holds_at_least f x) Hc) |].
      intros HI. apply inside_added in HI. destruct HI as [H1 H2]. split; [exact H2 | exact (inside_on f x H1 Ec)].
    + apply holds_negation in Hc. refine (relu_passed ks _ c gs rs sn f false x Ef Hc _ l Hl).
      intros HI. apply inside_added in HI. destruct HI as [_ H2]. split; [exact H2 | exact Hc].
Qed.

Lemma known_refined ks c gs rs sn f (on : bool) ms : combination_form c rs = Some f ->
  implies ks ms (if on then (if is_sloped d (vector (positive_form false f)) then positive_form false f else positive_form true f)
                 else negation (positive_form true f)) = true ->
  refined (Branch ks (Relu c :: gs) rs sn)
    [advance ks gs (rs ++ [Some (if on then f else constant_form 0)]) (sn ++ [if on then On else Off])] [].
Proof.
  intros Ef Ei. split; [intros l [] |]. split.
  - intros x _ Hx. left. eexists. split; [left; reflexivity |]. now apply advance_reaches.
  - intros b' x [<- | []] Lx Hx. apply advance_reaches in Hx. split; [exact Hx |]. intros l Hl. apply advance_agrees in Hl.
    destruct on.
    + revert Ei. destruct (is_sloped d (vector (positive_form false f))) eqn:Es; intros Ei; pose proof (implies_sound ks ms _ x Ei Hx) as H0.
      * refine (relu_passed ks ks c gs rs sn f true x Ef (proj1 (holds_at_least f x) H0) _ l Hl). intros HI. split; [exact HI |].
        refine (sloped_on f x _). exact (implied_inside d ks ms _ x Lx Es Ei HI).
      * apply holds_on in H0. refine (relu_passed ks ks c gs rs sn f true x Ef _ _ l Hl); [exact (Rlt_le _ _ H0) |].
        intros HI. split; [exact HI | exact H0].
    + pose proof (implies_sound ks ms _ x Ei Hx) as H0. apply holds_negation in H0.
      refine (relu_passed ks ks c gs rs sn f false x Ef H0 _ l Hl). intros HI. split; [exact HI | exact H0].
Qed.

Lemma region_rows_hold r x : all_hold (region_rows r) (1 :: x) <-> forall s, In s (sides r) -> 0 <= at_point (row s) x.
Proof.
  unfold region_rows, all_hold. rewrite Forall_forall. split.
  - intros H s Hs. specialize (H (Constraint false (row s))). unfold holds in H; simpl in H. apply H. apply -> in_rev.
    apply in_map_iff. eauto.
  - intros H c Hc. apply in_rev in Hc. apply in_map_iff in Hc. destruct Hc as [s [<- Hs]]. unfold holds; simpl. now apply H.
Qed.
Lemma region_rows_inside r x : inside (region_rows r) (1 :: x) -> forall s, In s (sides r) -> is_constant (row s) = false -> 0 < at_point (row s) x.
Proof.
  unfold region_rows, inside, all_hold. rewrite Forall_map, Forall_forall. intros H s Hs E.
  assert (K : holds (sharp (Constraint false (row s))) (1 :: x)).
  { apply H. apply -> in_rev. apply in_map_iff. eauto. }
  apply holds_sharp in K. simpl in K. now rewrite E in K.
Qed.
Lemma causal_refined ks nu gs rs sn c l : causal_regions d ks (threshold nu) (arrivals nu rs) c = Some l -> 0 < Q2R (threshold nu) ->
  refined (Branch ks (Spike nu :: gs) rs sn)
    (map (fun r => advance (added full (region_rows r) ks) gs (rs ++ [Some (fires_at r)]) (sn ++ [Fires (mask r)])) l)
    (flat_map (fun r => left_out full (region_rows r)) l).
Proof.
  intros Hc Hth. split; [| split].
  - intros q Hq. apply in_flat_map in Hq. destruct Hq as [r [_ Hq]]. exact (left_out_thin full _ q Hq).
  - intros x Lx Hx. unfold reaches in Hx; simpl in Hx.
    destruct (causal_regions_sound d ks _ _ c l x Hc Hth Lx Hx) as [[r [Hr Hs]] _]. apply (proj2 (region_rows_hold r x)) in Hs.
    destruct (added_intro _ ks x Hs Hx) as [G | G].
    + left. eexists. split; [apply in_map_iff; exists r; split; [reflexivity | auto] |]. now apply advance_reaches.
    + right. refine (covers_in _ _ x _ G). intros p Hp. apply in_flat_map. eauto.
  - intros b' x Hb Lx Hx. apply in_map_iff in Hb. destruct Hb as [r [<- Hr]]. apply advance_reaches in Hx.
    apply added_holds in Hx. destruct Hx as [Hs Hx]. rewrite region_rows_hold in Hs. split; [exact Hx |].
    destruct (causal_regions_sound d ks _ _ c l x Hc Hth Lx Hx) as [_ HS]. destruct (HS r Hr Hs) as [F1 F2].
    intros q Hq. apply advance_agrees in Hq. refine (spike_passed ks _ gs nu rs sn _ _ x Hth F1 _ q Hq).
    intros HI. apply inside_added in HI. destruct HI as [H1 H2]. split; auto. apply F2. intros s Hsd.
    destruct (is_constant (row s)) eqn:E; [left | right; now apply (region_rows_inside r)].
    now apply (causal_constant d ks (threshold nu) (arrivals nu rs) c l r).
Qed.

Theorem step_sound (tk : token A) b bs ls : step d full tk b = Some (bs, ls) ->
  forall Lss, Forall2 explains bs Lss -> explains b (ls ++ concat Lss).
Proof.
  intros H. assert (R : forall bs0 ts, refined b bs0 ts -> bs = bs0 -> ls = ts -> forall Lss, Forall2 explains bs Lss -> explains b (ls ++ concat Lss)).
  { intros bs0 ts HR -> ->. intros Lss HF. now apply refined_explains with bs0. }
  destruct b as [ks gs rs sn]. destruct tk as [ms | | s v | | on ms | c | N ps | a]; cbn [step known ahead regs seen] in H.
  - destruct (refutes ks ms) eqn:E; [| discriminate]. injection H as <- <-. apply (R [] []); auto. split; [intros l [] |].
    split; [| intros b' x []]. intros x _ Hx. exfalso. exact (refutes_sound ks ms x E Hx).
  - injection H as <- <-. eapply R; [| reflexivity | reflexivity]. split; [exact (left_out_thin true ks) |]. split.
    + intros x _ Hx. unfold reaches in *; simpl in *. destruct (sharpened ks x Hx) as [G | G]; auto. left. eexists. split; [left; reflexivity | exact G].
    + intros b' x [<- | []] _ Hx. unfold reaches in *; simpl in *. split; [now apply inside_holds |]. intros l [H1 H2]. split; [exact H1 |].
      intros HI. destruct (H2 HI) as [H3 H4]. split; [| exact H4]. cbn [known] in *. unfold inside in *. rewrite map_map in H3.
      now rewrite (map_ext (fun c => sharp (sharp c)) sharp) in H3 by apply sharp_sharp.
  - injection H as <- <-. exact (R _ _ (cut_refined (Branch ks gs rs sn) (Constraint s v)) eq_refl eq_refl).
  - destruct gs as [| [c | c | nu] gs]; try discriminate. destruct (combination_form c rs) as [f |] eqn:Ef; [| discriminate].
    destruct (is_constant (vector (positive_form false f))) eqn:Ec; [discriminate |]. injection H as <- <-.
    exact (R _ _ (split_refined ks c gs rs sn f Ef Ec) eq_refl eq_refl).
  - destruct gs as [| [c | c | nu] gs]; try discriminate. destruct (combination_form c rs) as [f |] eqn:Ef; [| discriminate].
    match type of H with (if ?q then _ else _) = _ => destruct q eqn:Ei; [| discriminate] end. injection H as <- <-.
    exact (R _ _ (known_refined ks c gs rs sn f on ms Ef Ei) eq_refl eq_refl).
  - destruct gs as [| [c' | c' | nu] gs]; try discriminate.
    destruct (Z.eqb_spec (sign (threshold nu)) 1) as [Eth | _]; [| discriminate]. apply sign_pos in Eth.
    destruct (causal_regions d ks (threshold nu) (arrivals nu rs) c) as [l |] eqn:Ec; [| discriminate]. injection H as <- <-.
    exact (R _ _ (causal_refined ks nu gs rs sn c l Ec Eth) eq_refl eq_refl).
  - destruct gs as [| [c' | c' | nu] gs]; try discriminate.
    match type of H with (if ?q then _ else _) = _ => destruct q eqn:E; [| discriminate] end. injection H as <- <-.
    apply andb_true_iff in E. destruct E as [E1 E2]. apply Z.eqb_eq, sign_pos in E1.
    eapply R; [| reflexivity | reflexivity]. split; [intros l [] |]. split.
    + intros x _ Hx. left. eexists. split; [left; reflexivity |]. now apply advance_reaches.
    + intros b' x [<- | []] _ Hx. apply advance_reaches in Hx. split; [exact Hx |]. intros l Hl. apply advance_agrees in Hl.
      refine (silence_passed ks gs nu rs sn x E1 _ l Hl). exact (is_silent_sound ks _ N _ ps x E2 E1 Hx).
  - destruct gs; [| discriminate]. injection H as <- <-. intros Lss HF. inversion HF; subst. simpl. split.
    + intros x _ Hx. eexists. split; [left; reflexivity |]. exact Hx.
    + intros l x [E | []] _ Hx. injection E as <-. split; [exact Hx |]. unfold agrees; simpl. rewrite app_nil_r. auto.
Qed.

Theorem feed_sound (tks : list (token A)) : forall stack Ls, feed d full tks stack = Some Ls ->
  exists Lss, Forall2 explains stack Lss /\ Ls = concat Lss.
Proof.
  induction tks as [| tk tks IH]; intros [| b stack] Ls H; cbn [feed] in H; try discriminate.
  - injection H as <-. exists []. split; [constructor | auto].
  - destruct (step d full tk b) as [[bs ls] |] eqn:Es; [| discriminate]. pose proof (step_sound tk b bs ls Es) as S2.
    destruct (feed d full tks (bs ++ stack)) as [Ls' |] eqn:Ef; [| discriminate]. injection H as <-.
    destruct (IH (bs ++ stack) Ls') as [Lss [F E]]; auto.
    apply Forall2_app_inv_l in F. destruct F as [L1 [L2 [F1 [F2 ->]]]].
    exists ((ls ++ concat L1) :: L2). split; [constructor; auto |]. rewrite E, concat_app, app_assoc. reflexivity.
Qed.
End Sound.

(* ------------------------------------------------------------------ whole certificates *)
Lemma input_forms_times d x : length x = d -> times (input_forms d) x = map Some x.
Proof.
  intros <-. unfold input_forms, times. rewrite map_map.
  assert (U : forall i X, apply (repeat 0%Z i ++ [1%Z]) X = nth i X 0).
  { induction i as [| i IH]; intros [| y X]; simpl; try lra. rewrite IH. lra. }
  apply nth_ext with (d := None) (d' := None); [now rewrite !map_length, seq_length |].
  intros i Hi. rewrite map_length, seq_length in Hi.
  set (F := fun i => option_map (fun f => value_at f x) (Some (Form (repeat 0%Z (S i) ++ [1%Z]) 1))).
  rewrite (nth_indep _ None (F 0%nat)) by (now rewrite map_length, seq_length).
  rewrite (map_nth F), seq_nth by auto. unfold F. cbn [option_map Nat.add].
  rewrite (nth_indep _ None (Some 0)) by (now rewrite map_length). rewrite (map_nth Some).
  f_equal. unfold value_at, value. cbn [numerators denominator]. rewrite U. simpl. field.
Qed.

Definition in_domain (p : program) (domain : list constraint) (x : list R) : Prop :=
  length x = dimension p /\ all_hold domain (1 :: x).

(* The leaves of an accepted certificate cover the domain; on a leaf's cell the program computes
   the leaf's forms, and inside it has the leaf's pattern. *)
Theorem certificate_sound {A} full p domain (tks : list (token A)) Ls : feed (dimension p) full tks [start p domain] = Some Ls ->
  (forall x, in_domain p domain x -> covers Ls x) /\
  (forall l x, In (Region l) Ls -> length x = dimension p -> all_hold (cell l) (1 :: x) ->
     in_domain p domain x /\ registers p x = times (outcome l) x /\
     (inside (cell l) (1 :: x) -> activation p x = decisions l)).
Proof.
  intros H. destruct (feed_sound (dimension p) full tks [start p domain] Ls H) as [Lss [F ->]].
  inversion F as [| b L bs Lss' HE F' Eb EL]; subst. inversion F'; subst. simpl. rewrite app_nil_r.
  destruct HE as [E1 E2].
  assert (R : forall x, reaches (start p domain) x <-> all_hold domain (1 :: x)) by (intros x; apply (@advance_reaches A)). split.
  - intros x [Lx Hx]. apply E1; auto. now apply R.
  - intros l x Hl Hx Hc. destruct (E2 l x Hl Hx Hc) as [G1 G2]. apply R in G1. split; [split; auto |].
    apply advance_agrees in G2. destruct G2 as [G2 G3]. simpl in G2, G3. rewrite input_forms_times in G2, G3 by auto.
    split; [exact G2 |]. intros HI. now apply G3.
Qed.
