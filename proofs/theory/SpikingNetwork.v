(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Spiking networks: any loop-free wiring, skip connections and parallel synapses, delays,
   constant references. The nodes are the inputs, then the references, then the neurons, in an
   order in which every source is an earlier node. The type of numbers A is a parameter: the
   checker reads rationals, the theory speaks of reals. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Import ListNotations.
Open Scope R_scope.

Record synapse (A : Type) := Synapse { source : nat; weight : A; delay : A }.
Record neuron (A : Type) := Neuron { threshold : A; synapses : list (synapse A) }.
Record network (A : Type) := Network {
  inputs : nat;
  input_time : A;
  references : list A;
  neurons : list (neuron A);
  outputs : list nat;
  output_time : A }.
Arguments Synapse {A}. Arguments source {A}. Arguments weight {A}. Arguments delay {A}.
Arguments Neuron {A}. Arguments threshold {A}. Arguments synapses {A}.
Arguments Network {A}. Arguments inputs {A}. Arguments input_time {A}. Arguments references {A}.
Arguments neurons {A}. Arguments outputs {A}. Arguments output_time {A}.

(* Neurons as the paper counts them: inputs and references included. *)
Definition size {A} (net : network A) : nat :=
  (inputs net + length (references net) + length (neurons net))%nat.

(* ---- meaning ---- *)
Definition null : synapse R := Synapse 0 0 0.

(* A source that never fires contributes nothing. *)
Definition effective_weight (syn : list (synapse R)) (times : list time) (u : nat) : R :=
  let s := nth u syn null in
  match nth (source s) times None with Some _ => weight s | None => 0 end.
Definition arrival (syn : list (synapse R)) (times : list time) (u : nat) : R :=
  let s := nth u syn null in
  match nth (source s) times None with Some t => t + delay s | None => 0 end.

Definition neuron_time (nu : neuron R) (times : list time) : time :=
  firing_time (length (synapses nu)) (effective_weight (synapses nu) times)
              (arrival (synapses nu) times) (threshold nu).

Fixpoint fire_all (ns : list (neuron R)) (times : list time) : list time :=
  match ns with [] => times | nu :: ns' => fire_all ns' (times ++ [neuron_time nu times]) end.

Definition initial_times (net : network R) (x : list R) : list time :=
  map (fun xi => Some (input_time net + xi)) x ++ map Some (references net).

(* The firing times of all nodes, and the values of the outputs. *)
Definition firing_times (net : network R) (x : list R) : list time :=
  fire_all (neurons net) (initial_times net x).
Definition output_value (net : network R) (x : list R) (o : nat) : time :=
  option_map (fun t => t - output_time net) (nth o (firing_times net x) None).
Definition output_values (net : network R) (x : list R) : list time :=
  map (output_value net x) (outputs net).

(* ---- well-formedness ---- *)
Definition reads_before (k : nat) {A} (nu : neuron A) : Prop :=
  Forall (fun s => (source s < k)%nat) (synapses nu).
Fixpoint loop_free (k : nat) {A} (ns : list (neuron A)) : Prop :=
  match ns with [] => True | nu :: ns' => reads_before k nu /\ loop_free (S k) ns' end.
Definition proper_neuron (nu : neuron R) : Prop :=
  0 < threshold nu /\ Forall (fun s => 0 <= delay s) (synapses nu).
Definition proper (net : network R) : Prop :=
  loop_free (inputs net + length (references net)) (neurons net) /\
  Forall proper_neuron (neurons net) /\
  Forall (fun o => (o < size net)%nat) (outputs net).

(* ---- depth: the layers of computing neurons on a longest path ---- *)
Definition neuron_depth {A} (nu : neuron A) (depths : list nat) : nat :=
  S (fold_right Nat.max 0%nat (map (fun s => nth (source s) depths 0%nat) (synapses nu))).
Fixpoint depths_of {A} (ns : list (neuron A)) (depths : list nat) : list nat :=
  match ns with [] => depths | nu :: ns' => depths_of ns' (depths ++ [neuron_depth nu depths]) end.
Definition depths {A} (net : network A) : list nat :=
  depths_of (neurons net) (repeat 0%nat (inputs net + length (references net))).
Definition depth {A} (net : network A) : nat := fold_right Nat.max 0%nat (depths net).

(* ---- first facts ---- *)
Lemma fire_all_app ns : forall ms times, fire_all (ns ++ ms) times = fire_all ms (fire_all ns times).
Proof. induction ns; simpl; auto. Qed.
Lemma fire_all_length ns : forall times, length (fire_all ns times) = (length times + length ns)%nat.
Proof. induction ns; simpl; intros; [lia |]. rewrite IHns, app_length. simpl. lia. Qed.
Lemma fire_all_prefix ns : forall times, exists more, fire_all ns times = times ++ more.
Proof.
  induction ns as [| nu ns IH]; simpl; intros times; [exists []; now rewrite app_nil_r |].
  destruct (IH (times ++ [neuron_time nu times])) as [more ->].
  exists (neuron_time nu times :: more). now rewrite <- app_assoc.
Qed.
Lemma initial_times_length net x : length (initial_times net x) = (length x + length (references net))%nat.
Proof. unfold initial_times. now rewrite app_length, !map_length. Qed.
Lemma depths_of_app {A} (ns : list (neuron A)) : forall ms ds, depths_of (ns ++ ms) ds = depths_of ms (depths_of ns ds).
Proof. induction ns; simpl; auto. Qed.

(* The firing time of a neuron is the infimum of the paper. *)
Theorem neuron_time_fires nu times t : 0 < threshold nu ->
  (neuron_time nu times = Some t <->
   fires (length (synapses nu)) (effective_weight (synapses nu) times)
         (arrival (synapses nu) times) (threshold nu) t).
Proof. apply firing_time_some. Qed.
Theorem neuron_time_never nu times : 0 < threshold nu ->
  (neuron_time nu times = None <->
   never_fires (length (synapses nu)) (effective_weight (synapses nu) times)
               (arrival (synapses nu) times) (threshold nu)).
Proof. apply firing_time_none. Qed.

(* A neuron whose sources all fire. *)
Lemma neuron_time_finite nu v t : 0 < threshold nu -> reads_before (length v) nu ->
  (neuron_time nu (map Some v) = Some t <->
   fires (length (synapses nu)) (fun u => weight (nth u (synapses nu) null))
         (fun u => nth (source (nth u (synapses nu) null)) v 0 + delay (nth u (synapses nu) null))
         (threshold nu) t).
Proof.
  intros Hth Hr. rewrite neuron_time_fires by auto.
  assert (K : forall u, (u < length (synapses nu))%nat ->
    nth (source (nth u (synapses nu) null)) (map Some v) None =
    Some (nth (source (nth u (synapses nu) null)) v 0)).
  { intros u Hu. unfold reads_before in Hr. rewrite Forall_forall in Hr.
    specialize (Hr (nth u (synapses nu) null) (nth_In _ _ Hu)).
    rewrite nth_indep with (d' := Some 0) by (now rewrite map_length).
    now rewrite (map_nth Some). }
  split; apply fires_ext; intros u Hu; intros; unfold effective_weight, arrival; now rewrite K.
Qed.

(* Delaying all nodes by c delays all neurons by c. *)
Definition delay_all (c : R) (times : list time) : list time := map (option_map (fun t => t + c)) times.

Lemma firing_time_shift n w a th c : 0 < th ->
  firing_time n w (fun u => a u + c) th = option_map (fun t => t + c) (firing_time n w a th).
Proof.
  intros Hth. destruct (firing_time n w a th) as [t |] eqn:E; simpl.
  - apply firing_time_some; auto. apply fires_shift. now apply firing_time_some.
  - apply firing_time_none; auto. apply never_fires_shift. now apply firing_time_none.
Qed.
Lemma firing_time_ext n w w' a a' th : 0 < th -> (forall u, (u < n)%nat -> w u = w' u) ->
  (forall u, (u < n)%nat -> w u <> 0 -> a u = a' u) -> firing_time n w a th = firing_time n w' a' th.
Proof.
  intros Hth Hw Ha. destruct (firing_time n w' a' th) as [t |] eqn:E.
  - apply firing_time_some in E; auto. apply firing_time_some; auto.
    apply (fires_ext n w' w a' a); auto.
    + intros u Hu. symmetry. auto.
    + intros u Hu Hne. symmetry. apply Ha; auto. now rewrite Hw.
  - apply firing_time_none in E; auto. apply firing_time_none; auto. intros t.
    rewrite (potential_ext n w w' a a') by auto. apply E.
Qed.
Lemma nth_delay_all c times i : nth i (delay_all c times) None = option_map (fun t => t + c) (nth i times None).
Proof. unfold delay_all. exact (map_nth (option_map (fun t => t + c)) times None i). Qed.

Lemma neuron_time_delay c nu times : 0 < threshold nu ->
  neuron_time nu (delay_all c times) = option_map (fun t => t + c) (neuron_time nu times).
Proof.
  intros Hth. unfold neuron_time. rewrite <- firing_time_shift by auto.
  apply firing_time_ext; auto.
  - intros u _. unfold effective_weight. rewrite nth_delay_all.
    destruct (nth (source (nth u (synapses nu) null)) times None); auto.
  - intros u _. unfold effective_weight, arrival. rewrite nth_delay_all.
    destruct (nth (source (nth u (synapses nu) null)) times None); simpl; [lra | congruence].
Qed.
Lemma fire_all_delay c ns : Forall (fun nu => 0 < threshold nu) ns ->
  forall times, fire_all ns (delay_all c times) = delay_all c (fire_all ns times).
Proof.
  induction 1 as [| nu ns Hth HF IH]; intros times; simpl; auto.
  rewrite <- IH. f_equal. unfold delay_all at 3. rewrite map_app. simpl.
  now rewrite neuron_time_delay.
Qed.

(* Without a reference, f(x + c) = f(x) + c ... *)
Theorem shift_covariance net x c : references net = [] -> Forall proper_neuron (neurons net) ->
  output_values net (map (fun xi => xi + c) x) =
  map (option_map (fun t => t + c)) (output_values net x).
Proof.
  intros Href Hp. unfold output_values. rewrite map_map. apply map_ext. intros o. unfold output_value.
  assert (E : firing_times net (map (fun xi => xi + c) x) = delay_all c (firing_times net x)).
  { unfold firing_times. rewrite <- fire_all_delay.
    - f_equal. unfold initial_times, delay_all. rewrite Href, !app_nil_r, !map_map.
      apply map_ext. intros xi. simpl. f_equal. lra.
    - eapply Forall_impl; [| exact Hp]. intros nu [H _]. exact H. }
  rewrite E, nth_delay_all. destruct (nth o (firing_times net x) None); simpl; auto. f_equal. lra.
Qed.

(* ... so a network computing max(0, x) on some interval around 0 needs a reference: the one
   extra neuron of the compact emulation cannot be saved. *)
Theorem reference_is_necessary net e : 0 < e -> Forall proper_neuron (neurons net) ->
  (forall x, - e <= x <= e -> output_values net [x] = [Some (Rmax 0 x)]) -> references net <> [].
Proof.
  intros He Hp H Href.
  pose proof (H 0 ltac:(lra)) as H0. pose proof (H (- e) ltac:(lra)) as H1.
  pose proof (shift_covariance net [- e] e Href Hp) as HS. simpl in HS.
  replace (- e + e) with 0 in HS by lra. rewrite H0, H1 in HS. simpl in HS.
  injection HS as HS. rewrite (Rmax_left 0 0), (Rmax_left 0 (- e)) in HS by lra. lra.
Qed.
