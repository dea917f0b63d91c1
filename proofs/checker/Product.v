(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Two programs side by side on the same inputs, for the equality of two networks. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Structure.
Require Import Polyspike.checker.Closure.
Import ListNotations.
Open Scope R_scope.

Definition renamed_terms (f : nat -> nat) (ts : list (nat * Q)) : list (nat * Q) := map (fun t => (f (fst t), snd t)) ts.
Definition renamed_gate (f : nat -> nat) (g : gate) : gate :=
  match g with
  | Affine c => Affine (Combination (bias c) (renamed_terms f (terms c)))
  | Relu c => Relu (Combination (bias c) (renamed_terms f (terms c)))
  | Spike nu => Spike (Neuron (threshold nu) (map (fun s => Synapse (f (source s)) (weight s) (delay s)) (synapses nu)))
  end.
(* Inputs stay, the gates come after k others. *)
Definition behind (d k i : nat) : nat := if Nat.ltb i d then i else (k + i)%nat.
Definition product (a b : program) : program :=
  Program (dimension a) (gates a ++ map (renamed_gate (behind (dimension a) (length (gates a)))) (gates b)).

Lemma combine_renamed f b ts regs regs' : (forall i, nth (f i) regs' None = nth i regs None) ->
  combine_terms b (renamed_terms f ts) regs' = combine_terms b ts regs.
Proof. intros H. induction ts as [| [i q] ts IH]; simpl; auto. now rewrite H, IH. Qed.

Lemma gate_renamed f g regs regs' : (forall i, nth (f i) regs' None = nth i regs None) ->
  gate_time (renamed_gate f g) regs' = gate_time g regs.
Proof.
  intros H. destruct g as [c | c | nu]; simpl; unfold combination_time; simpl; [now rewrite (combine_renamed f _ _ regs) | now rewrite (combine_renamed f _ _ regs) |].
  unfold neuron_time, real_neuron; simpl. rewrite !map_map, !map_length. simpl.
  set (F := fun s : synapse Q => Synapse (source s) (Q2R (weight s)) (Q2R (delay s))).
  set (G := fun s : synapse Q => Synapse (f (source s)) (Q2R (weight s)) (Q2R (delay s))).
  set (n := length (synapses nu)).
  assert (K : forall u, (u < n)%nat ->
    effective_weight (map G (synapses nu)) regs' u = effective_weight (map F (synapses nu)) regs u /\
    arrival (map G (synapses nu)) regs' u = arrival (map F (synapses nu)) regs u).
  { intros u Hu. unfold effective_weight, arrival.
    rewrite (nth_indep (map F (synapses nu)) null (F (Synapse 0 0%Q 0%Q))) by (now rewrite map_length).
    rewrite (nth_indep (map G (synapses nu)) null (G (Synapse 0 0%Q 0%Q))) by (now rewrite map_length).
    rewrite !map_nth. unfold F, G; simpl. rewrite H. auto. }
  unfold firing_time. f_equal. apply map_ext. intros m. unfold attempt, candidate, weight_of, moment_of, potential.
  assert (E : forall h h' : R -> R -> R, (forall w a, h w a = h' w a) -> sum n (fun u => if set_of m u then h (effective_weight (map G (synapses nu)) regs' u) (arrival (map G (synapses nu)) regs' u) else 0)
            = sum n (fun u => if set_of m u then h' (effective_weight (map F (synapses nu)) regs u) (arrival (map F (synapses nu)) regs u) else 0)).
  { intros h h' Hh. apply sum_ext. intros u Hu. destruct (K u Hu) as [-> ->]. now rewrite Hh. }
  rewrite (E (fun w _ => w) (fun w _ => w)) by auto. rewrite (E (fun w a => w * a) (fun w a => w * a)) by auto.
  set (t := (Q2R (threshold nu) + _) / _).
  replace (sum n (fun u => effective_weight (map G (synapses nu)) regs' u * ramp (t - arrival (map G (synapses nu)) regs' u)))
    with (sum n (fun u => effective_weight (map F (synapses nu)) regs u * ramp (t - arrival (map F (synapses nu)) regs u))); auto.
  apply sum_ext. intros u Hu. now destruct (K u Hu) as [-> ->].
Qed.

Lemma run_length gs : forall regs, length (run gs regs) = (length regs + length gs)%nat.
Proof. induction gs as [| g gs IH]; simpl; intros regs; [lia |]. rewrite IH, app_length. simpl. lia. Qed.

Lemma run_behind d gs : forall pre mid regs, length pre = d ->
  exists more, run gs (pre ++ regs) = pre ++ more /\
    run (map (renamed_gate (behind d (length mid))) gs) (pre ++ mid ++ regs) = pre ++ mid ++ more.
Proof.
  intros pre mid regs Hp. revert regs. induction gs as [| g gs IH]; intros regs; simpl; [exists regs; auto |].
  assert (E : gate_time (renamed_gate (behind d (length mid)) g) (pre ++ mid ++ regs) = gate_time g (pre ++ regs)).
  { apply gate_renamed. intros i. unfold behind. destruct (Nat.ltb_spec i d).
    - rewrite !app_nth1 by lia. reflexivity.
    - rewrite (app_nth2 pre (mid ++ regs)) by lia. rewrite (app_nth2 pre regs) by lia.
      rewrite (app_nth2 mid regs) by lia. f_equal. lia. }
  rewrite E. destruct (IH (regs ++ [gate_time g (pre ++ regs)])) as [more [H1 H2]]. exists more.
  rewrite <- !app_assoc in *. auto.
Qed.

(* The registers of both, one after the other. *)
Theorem product_computes a b x : length x = dimension a -> dimension b = dimension a ->
  exists A B, registers a x = map Some x ++ A /\ registers b x = map Some x ++ B /\ length A = length (gates a) /\
    registers (product a b) x = map Some x ++ A ++ B.
Proof.
  intros Hx Hd. unfold registers, product; simpl. rewrite run_app.
  assert (HA : exists A, run (gates a) (map Some x) = map Some x ++ A).
  { generalize (gates a). intros gs. pose proof (run_behind (dimension a) gs (map Some x) [] []) as K.
    rewrite map_length in K. destruct (K Hx) as [more [H _]]. rewrite app_nil_r in H. eauto. }
  destruct HA as [A HA]. exists A.
  assert (LA : length A = length (gates a)).
  { pose proof (f_equal (@length time) HA) as E. rewrite run_length, app_length in E. apply (Nat.add_cancel_l _ _ (length x)). rewrite !map_length in E. symmetry. exact E. }
  destruct (run_behind (dimension a) (gates b) (map Some x) A []) as [B [H1 H2]]; [now rewrite map_length |].
  rewrite !app_nil_r in *. exists B. rewrite HA, <- LA. auto.
Qed.

(* ---- equality from `tree full`, for continuous outputs ---- *)
Definition weakly_equal_piece (d : nat) (pairs : list (nat * nat)) (pc : piece evidence) : bool :=
  match pc with
  | Region l => is_interior d (cell l) (interior (payload l)) &&
                forallb (fun ij => same_form (nth (fst ij) (outcome l) None) (nth (snd ij) (outcome l) None)) pairs
  | Thin v => is_sloped d v
  end.

Theorem continuous_equality_sound full p domain tks Ls pairs i j (f g : list R -> R) K :
  feed (dimension p) full tks [start p domain] = Some Ls -> forallb (weakly_equal_piece (dimension p) pairs) Ls = true ->
  (exists l, In (Region l) Ls) -> In (i, j) pairs ->
  (forall x, in_domain p domain x -> nth i (registers p x) None = Some (f x) /\ nth j (registers p x) None = Some (g x)) ->
  0 <= K -> (forall e x y, 0 <= e -> close e x y -> Rabs (f x - f y) <= K * e /\ Rabs (g x - g y) <= K * e) ->
  forall x, in_domain p domain x -> f x = g x.
Proof.
  intros HF HC [l0 Hl0] Hij Hout HK HL x Hx.
  destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. rewrite forallb_forall in HC.
  destruct (Req_dec (f x) (g x)) as [| Hn]; auto. exfalso.
  set (D := Rabs (f x - g x)). assert (HD : 0 < D) by (apply Rabs_pos_lt; lra).
  set (e := D / (4 * (K + 1))). assert (He : 0 < e) by (apply Rdiv_lt_0_compat; lra).
  pose proof (HC _ Hl0) as H0. simpl in H0. apply andb_true_iff in H0. destruct H0 as [Hi _].
  destruct (interior_ball _ _ _ Hi) as [c [r [H1 [H2 H3]]]].
  destruct (generic_nearby p domain (hyperplanes Ls) c r x e) as [y [Hy [Hc HN]]]; auto.
  - intros z Hz. pose proof Hz as [Lz _]. destruct (S2 l0 z Hl0 Lz (inside_holds _ _ (H3 z Hz))) as [A _]. exact A.
  - apply Forall_forall. intros v Hv. apply in_flat_map in Hv. destruct Hv as [[l | w] [Hin Hv]]; [destruct Hv |].
    destruct Hv as [<- | []]. exact (HC _ Hin).
  - destruct (S1 y Hy) as [[l | v] [Hin Hp]].
    + pose proof (HC _ Hin) as Hq. simpl in Hq. apply andb_true_iff in Hq. destruct Hq as [_ Hq].
      pose proof Hy as [Ly _]. destruct (S2 l y Hin Ly Hp) as [_ [E _]].
      rewrite forallb_forall in Hq. specialize (Hq _ Hij). simpl in Hq.
      destruct (Hout y Hy) as [F1 F2]. rewrite E, times_nth in F1, F2. unfold same_form in Hq.
      destruct (nth i (outcome l) None) as [u |]; [| discriminate]. destruct (nth j (outcome l) None) as [w |]; [| discriminate].
      simpl in F1, F2. injection F1 as F1. injection F2 as F2.
      pose proof (value_numerators (subtract u w) (1 :: y)) as V. rewrite (is_zero_apply _ Hq), value_subtract in V.
      pose proof (positive_R (denominator (subtract u w))). symmetry in V. apply Rmult_integral in V. unfold value_at in *.
      assert (f y = g y) by (destruct V; lra).
      destruct (HL e x y ltac:(lra) Hc) as [B1 B2].
      assert (D <= K * e + K * e).
      { unfold D. replace (f x - g x) with ((f x - f y) + - (g x - g y)) by lra.
        eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp. lra. }
      assert (4 * (K + 1) * e = D) by (unfold e; field; lra). lra.
    + rewrite Forall_forall in HN. apply (HN v); auto. apply in_flat_map. exists (Thin v). simpl; auto.
Qed.
