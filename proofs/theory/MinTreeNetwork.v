(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T5 for networks: a positive spiking network, of any depth and wiring, is on all of R^d a ReLU network, with its
   exact size. Every layer of it becomes trees of minima side by side, and the layers' networks are composed. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Counting Polyspike.theory.Positive Polyspike.theory.SpikingNetwork.
Require Import Polyspike.theory.PositiveNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.PiecewiseLinear Polyspike.theory.MinTree.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ trees side by side *)
Definition level_all (bs : list layer) : layer := flat_map level bs.
Fixpoint read_all (k : nat) (bs : list layer) : list layer :=
  match bs with [] => [] | fs :: bs' => read_level k fs :: read_all (k + length (level fs)) bs' end.
Fixpoint min_trees (n : nat) (bs : list layer) : relu_network :=
  match n with
  | O => ReluNetwork [] (concat bs)
  | S n => let net := min_trees n (read_all 0 bs) in ReluNetwork (level_all bs :: hidden net) (output_layer net)
  end.

Lemma relu_layer_app k l x : relu_layer (k ++ l) x = relu_layer k x ++ relu_layer l x.
Proof. unfold relu_layer, affine. now rewrite !map_app. Qed.
Lemma relu_layer_length l x : length (relu_layer l x) = length l.
Proof. unfold relu_layer, affine. now rewrite !map_length. Qed.

Lemma read_all_spec x : forall bs pre k, length pre = k ->
  map (fun b => affine b (pre ++ relu_layer (level_all bs) x)) (read_all k bs) = map (fun b => minima (affine b x)) bs.
Proof.
  induction bs as [| fs bs IH]; intros pre k H; cbn [read_all map level_all flat_map]; auto.
  fold (level_all bs). rewrite relu_layer_app. f_equal.
  - now apply read_level_spec.
  - rewrite app_assoc. apply IH. now rewrite app_length, relu_layer_length, H.
Qed.

Lemma min_trees_value n : forall bs x,
  relu_output (min_trees n bs) x = concat (map (fun b => Nat.iter n minima (affine b x)) bs).
Proof.
  induction n as [| n IH]; intros bs x.
  - unfold relu_output; simpl. unfold affine. now rewrite concat_map.
  - change (relu_output (min_trees (S n) bs) x) with (relu_output (min_trees n (read_all 0 bs)) (relu_layer (level_all bs) x)).
    rewrite IH. pose proof (read_all_spec x bs [] 0%nat eq_refl) as E. simpl app in E.
    rewrite <- (map_map (fun b => affine b (relu_layer (level_all bs) x)) (Nat.iter n minima)), E, map_map.
    f_equal. apply map_ext. intros b. symmetry. apply iter_inside.
Qed.

(* ---- their size: of a block with r rows, n levels ---- *)
Definition level_width (r : nat) : nat := (3 * (r / 2) + 2 * (r mod 2))%nat.
Fixpoint tree_width (n r : nat) : nat :=
  match n with O => O | S n => (level_width r + tree_width n ((r + 1) / 2))%nat end.
Definition total {A} (f : A -> nat) (l : list A) : nat := fold_right (fun a s => (f a + s)%nat) 0%nat l.

Lemma level_length fs : length (level fs) = level_width (length fs).
Proof.
  unfold level_width. pose proof (Nat.div_mod_eq (length fs) 2) as E. pose proof (Nat.mod_upper_bound (length fs) 2 ltac:(lia)) as B.
  destruct (length fs mod 2) as [| [| ?]] eqn:M; [| | lia].
  - rewrite (level_length_even (length fs / 2)) by lia. lia.
  - rewrite (level_length_odd (length fs / 2)) by lia. lia.
Qed.
Lemma total_map {A B} (g : A -> B) f l : total f (map g l) = total (fun a => f (g a)) l.
Proof. induction l; simpl; auto. Qed.
Lemma total_ext {A} (f g : A -> nat) l : (forall a, In a l -> f a = g a) -> total f l = total g l.
Proof. induction l as [| a l IH]; simpl; intros H; auto. Qed.
Lemma total_plus {A} (f g : A -> nat) l : total (fun a => f a + g a)%nat l = (total f l + total g l)%nat.
Proof. induction l; simpl; lia. Qed.
Lemma total_app {A} (f : A -> nat) k l : total f (k ++ l) = (total f k + total f l)%nat.
Proof. induction k; simpl; lia. Qed.
Lemma total_constant {A} c (l : list A) : total (fun _ => c) l = (length l * c)%nat.
Proof. induction l; simpl; lia. Qed.

Lemma level_all_length bs : length (level_all bs) = total (fun b => level_width (length b)) bs.
Proof. induction bs as [| b bs IH]; simpl; auto. rewrite app_length, level_length. fold (level_all bs). now rewrite IH. Qed.
Lemma read_all_total f bs : forall k, total (fun b : layer => f (length b)) (read_all k bs) = total (fun b => f ((length b + 1) / 2)%nat) bs.
Proof. induction bs as [| b bs IH]; intros k; simpl; auto. now rewrite IH, read_level_length. Qed.
Lemma min_trees_depth n : forall bs, length (hidden (min_trees n bs)) = n.
Proof. induction n as [| n IH]; intros bs; simpl; auto. Qed.
Lemma min_trees_widths n : forall bs, widths (hidden (min_trees n bs)) = total (fun b => tree_width n (length b)) bs.
Proof.
  induction n as [| n IH]; intros bs.
  - simpl. rewrite total_constant. lia.
  - change (widths (hidden (min_trees (S n) bs))) with (length (level_all bs) + widths (hidden (min_trees n (read_all 0 bs))))%nat.
    rewrite IH, level_all_length, (read_all_total (tree_width n)). symmetry. apply (total_plus (fun b : layer => level_width (length b))).
Qed.

Lemma tree_width_one n : tree_width n 1 = (2 * n)%nat.
Proof. induction n as [| n IH]; auto. change (tree_width (S n) 1) with (2 + tree_width n 1)%nat. lia. Qed.
Lemma tree_width_power k : forall n, (k <= n)%nat -> (tree_width n (2 ^ k) + 3 = 3 * 2 ^ k + 2 * (n - k))%nat.
Proof.
  induction k as [| k IH]; intros n H.
  - simpl Nat.pow. rewrite tree_width_one. lia.
  - destruct n as [| n]; [lia |]. cbn [tree_width]. unfold level_width.
    rewrite Nat.pow_succ_r', (Nat.mul_comm 2), Nat.div_mul, Nat.mod_mul by lia.
    rewrite (Nat.add_comm (2 ^ k * 2)), Nat.div_add by lia. change (1 / 2)%nat with 0%nat.
    specialize (IH n ltac:(lia)). simpl (0 + _)%nat. lia.
Qed.
(* All nonempty sets of k synapses. *)
Lemma tree_width_sets k n : (1 <= k <= n)%nat -> (tree_width n (2 ^ k - 1) + 4 = 3 * 2 ^ k + 2 * (n - k))%nat.
Proof.
  intros [H1 H2]. destruct k as [| k]; [lia |]. destruct n as [| n]; [lia |]. cbn [tree_width]. unfold level_width.
  pose proof (Nat.pow_nonzero 2 k ltac:(lia)). rewrite Nat.pow_succ_r'.
  replace (2 * 2 ^ k - 1)%nat with (1 + (2 ^ k - 1) * 2)%nat by lia.
  rewrite Nat.div_add, Nat.mod_add by lia. change (1 / 2)%nat with 0%nat. change (1 mod 2)%nat with 1%nat.
  replace (1 + (2 ^ k - 1) * 2 + 1)%nat with (0 + 2 ^ k * 2)%nat by lia. rewrite Nat.div_add by lia. change (0 / 2)%nat with 0%nat.
  pose proof (tree_width_power k n ltac:(lia)). simpl (0 + _)%nat. lia.
Qed.

(* ------------------------------------------------------------------ composition *)
(* A row of the outputs of a layer, as a row of the layer's inputs. *)
Fixpoint substitute (v : list R) (b : R) (out : layer) : row :=
  match v, out with
  | c :: v', o :: out' => let s := substitute v' b out' in (add_lists (map (Rmult c) (fst o)) (fst s), c * snd o + snd s)
  | _, _ => ([], b)
  end.
Definition behind (out l : layer) : layer := map (fun r => substitute (fst r) (snd r) out) l.
Definition compose (a b : relu_network) : relu_network :=
  match hidden b with
  | [] => ReluNetwork (hidden a) (behind (output_layer a) (output_layer b))
  | l :: ls => ReluNetwork (hidden a ++ behind (output_layer a) l :: ls) (output_layer b)
  end.

Lemma substitute_value v b x : forall out, row_value (substitute v b out) x = dot v (affine out x) + b.
Proof.
  induction v as [| c v IH]; intros [| o out]; unfold row_value in *; simpl; try lra.
  rewrite dot_add, dot_scaled. specialize (IH out). lra.
Qed.
Lemma affine_behind out l x : affine (behind out l) x = affine l (affine out x).
Proof. unfold behind. unfold affine at 1 2. rewrite map_map. apply map_ext. intros r. apply substitute_value. Qed.
Lemma compose_value a b x : relu_output (compose a b) x = relu_output b (relu_output a x).
Proof.
  unfold compose, relu_output. destruct (hidden b) as [| l ls]; simpl.
  - apply affine_behind.
  - f_equal. unfold hidden_values. rewrite fold_left_app. simpl. f_equal. unfold relu_layer. now rewrite affine_behind.
Qed.
Lemma compose_depth a b : length (hidden (compose a b)) = (length (hidden a) + length (hidden b))%nat.
Proof. unfold compose. destruct (hidden b) as [| l ls]; simpl; [lia |]. rewrite app_length. reflexivity. Qed.
Lemma widths_app k l : widths (k ++ l) = (widths k + widths l)%nat.
Proof. induction k; simpl; lia. Qed.
Lemma compose_widths a b : widths (hidden (compose a b)) = (widths (hidden a) + widths (hidden b))%nat.
Proof.
  unfold compose. destruct (hidden b) as [| l ls]; simpl; [lia |]. rewrite widths_app. simpl. unfold behind. now rewrite map_length.
Qed.

(* ------------------------------------------------------------------ a stage: nodes kept, neurons fired *)
Inductive part := Keep (i : nat) | Fire (nu : neuron R).
Definition stage := list part.

Definition part_value (p : part) (v : list R) : R :=
  match p with
  | Keep i => nth i v 0
  | Fire nu => match neuron_time nu (map Some v) with Some t => t | None => 0 end
  end.
Definition stage_values (s : stage) (v : list R) : list R := map (fun p => part_value p v) s.

Definition node_row (i : nat) : row := (repeat 0 i ++ [1], 0).
Definition sources_rows (nu : neuron R) : layer := map (fun s => node_row (source s)) (synapses nu).
Definition neuron_rows (nu : neuron R) : layer :=
  behind (sources_rows nu)
    (candidate_rows (length (synapses nu)) (fun u => weight (nth u (synapses nu) null))
                    (fun u => delay (nth u (synapses nu) null)) (threshold nu)).
Definition part_rows (p : part) : layer := match p with Keep i => [node_row i] | Fire nu => neuron_rows nu end.

Definition part_fits (m n : nat) (p : part) : Prop :=
  match p with Keep _ => True | Fire nu => positive_neuron nu /\ reads_before m nu /\ (length (synapses nu) <= n)%nat end.
(* Hidden neurons of a part over n levels. *)
Definition part_width (n : nat) (p : part) : nat :=
  match p with
  | Keep _ => 2 * n
  | Fire nu => 3 * 2 ^ length (synapses nu) - 4 + 2 * (n - length (synapses nu))
  end.

Lemma node_row_value i x : row_value (node_row i) x = nth i x 0.
Proof. unfold row_value, node_row; simpl. rewrite dot_unit. lra. Qed.
Lemma sources_value nu v : affine (sources_rows nu) v = map (fun s => nth (source s) v 0) (synapses nu).
Proof. unfold affine, sources_rows. rewrite map_map. apply map_ext. intros s. apply node_row_value. Qed.

Lemma synapses_some nu : positive_neuron nu -> (1 <= length (synapses nu))%nat.
Proof. intros [_ [H _]]. destruct (synapses nu); [congruence | simpl; lia]. Qed.
Lemma fire_value nu v : positive_neuron nu -> reads_before (length v) nu -> neuron_time nu (map Some v) = Some (part_value (Fire nu) v).
Proof. intros H1 H2. destruct (positive_neuron_fires nu H1 v H2) as [t [E _]]. simpl. now rewrite E. Qed.

Lemma part_rows_minimum n p v : part_fits (length v) n p -> is_minimum (affine (part_rows p) v) (part_value p v).
Proof.
  destruct p as [i | nu]; simpl.
  - intros _. change (dot (repeat 0 i ++ [1]) v + 0) with (row_value (node_row i) v). rewrite node_row_value.
    split; simpl; auto. intros y [<- | []]. lra.
  - intros [H1 [H2 _]]. destruct (positive_neuron_fires nu H1 v H2) as [t [-> Ht]].
    unfold neuron_rows. rewrite affine_behind, sources_value. apply candidate_rows_minimum.
    + now apply synapses_some.
    + intros u Hu. destruct H1 as [_ [_ H]]. rewrite Forall_forall in H. apply H. now apply nth_In.
    + apply H1.
    + now rewrite map_length.
    + eapply fires_ext; [| | exact Ht]; auto. intros u Hu _. cbv beta.
      rewrite (nth_indep (map (fun s => nth (source s) v 0) (synapses nu)) 0 (nth (source null) v 0)) by (now rewrite map_length).
      now rewrite (map_nth (fun s => nth (source s) v 0)).
Qed.
Lemma part_rows_length p : length (part_rows p) = match p with Keep _ => 1%nat | Fire nu => (2 ^ length (synapses nu) - 1)%nat end.
Proof. destruct p as [i | nu]; auto. simpl. unfold neuron_rows, behind. rewrite map_length. apply candidate_rows_length. Qed.

Definition stage_network (n : nat) (s : stage) : relu_network := min_trees n (map part_rows s).

Lemma stage_network_value n s v : Forall (part_fits (length v) n) s -> relu_output (stage_network n s) v = stage_values s v.
Proof.
  intros H. unfold stage_network. rewrite min_trees_value, map_map. induction H as [| p s Hp HF IH]; simpl; auto.
  rewrite (iterated_minima n (affine (part_rows p) v) (part_value p v)).
  - simpl. now rewrite IH.
  - eapply part_rows_minimum; eauto.
  - unfold affine. rewrite map_length, part_rows_length. destruct p as [i | nu].
    + pose proof (Nat.pow_nonzero 2 n ltac:(lia)). lia.
    + destruct Hp as [_ [_ Hn]]. pose proof (Nat.pow_le_mono_r 2 _ _ ltac:(lia) Hn). lia.
Qed.
Lemma stage_network_widths m n s : Forall (part_fits m n) s -> widths (hidden (stage_network n s)) = total (part_width n) s.
Proof.
  intros H. unfold stage_network. rewrite min_trees_widths, total_map. apply total_ext. intros p Hp.
  rewrite Forall_forall in H. specialize (H p Hp). rewrite part_rows_length. destruct p as [i | nu]; simpl.
  - apply tree_width_one.
  - destruct H as [H1 [_ H2]]. pose proof (synapses_some nu H1) as Hk.
    pose proof (tree_width_sets (length (synapses nu)) n (conj Hk H2)).
    pose proof (Nat.pow_le_mono_r 2 1 _ ltac:(lia) Hk). simpl in *. lia.
Qed.

(* ---- T5 of the paper: one layer of l neurons that hear all d inputs ---- *)
Theorem min_tree_layer_emulation d nus :
  Forall (fun nu => positive_neuron nu /\ reads_before d nu /\ length (synapses nu) = d) nus ->
  exists psi, relu_depth psi = (d + 1)%nat /\ widths (hidden psi) = (length nus * (3 * 2 ^ d - 4))%nat /\
    forall x, length x = d -> map (fun nu => neuron_time nu (map Some x)) nus = map Some (relu_output psi x).
Proof.
  intros H. exists (stage_network d (map Fire nus)).
  assert (F : Forall (part_fits d d) (map Fire nus)).
  { apply Forall_map. eapply Forall_impl; [| exact H]. simpl. intros nu [H1 [H2 H3]]. repeat split; try apply H1; auto; lia. }
  split; [| split].
  - unfold relu_depth, stage_network. rewrite min_trees_depth. lia.
  - rewrite (stage_network_widths d) by auto. rewrite total_map, <- total_constant. apply total_ext. intros nu Hnu.
    rewrite Forall_forall in H. destruct (H nu Hnu) as [_ [_ E]]. unfold part_width. rewrite E, Nat.sub_diag. lia.
  - intros x Hx. rewrite stage_network_value by (now rewrite Hx). unfold stage_values. rewrite !map_map.
    apply map_ext_in. intros nu Hnu. rewrite Forall_forall in H. destruct (H nu Hnu) as [H1 [H2 _]].
    apply fire_value; auto. now rewrite Hx.
Qed.

(* ---- networks in strict layers, every neuron hears all of the layer before ---- *)
Fixpoint layers_times (ls : list (list (neuron R))) (times : list time) : list time :=
  match ls with [] => times | l :: ls' => layers_times ls' (map (fun nu => neuron_time nu times) l) end.
Fixpoint layers_fit (n : nat) (ls : list (list (neuron R))) : Prop :=
  match ls with
  | [] => True
  | l :: ls' => Forall (fun nu => positive_neuron nu /\ reads_before n nu /\ length (synapses nu) = n) l /\ layers_fit (length l) ls'
  end.
(* The sum of the widths that are heard, and of l (3 * 2^n - 4) over layers of l neurons with n inputs. *)
Fixpoint layers_depth (n : nat) (ls : list (list (neuron R))) : nat :=
  match ls with [] => O | l :: ls' => (n + layers_depth (length l) ls')%nat end.
Fixpoint layers_width (n : nat) (ls : list (list (neuron R))) : nat :=
  match ls with [] => O | l :: ls' => (length l * (3 * 2 ^ n - 4) + layers_width (length l) ls')%nat end.

Definition nothing (n : nat) : relu_network := ReluNetwork [] (map node_row (seq 0 n)).
Lemma nodes_value x : map (fun i => nth i x 0) (seq 0 (length x)) = x.
Proof.
  apply nth_ext with 0 0; [now rewrite map_length, seq_length |]. intros i Hi. rewrite map_length, seq_length in Hi.
  rewrite (nth_indep _ 0 (nth 0 x 0)) by (now rewrite map_length, seq_length).
  now rewrite (map_nth (fun i => nth i x 0)), seq_nth.
Qed.
Lemma nothing_value x : relu_output (nothing (length x)) x = x.
Proof.
  unfold relu_output, nothing; simpl. unfold affine. rewrite map_map. etransitivity; [| apply nodes_value].
  apply map_ext. intros i. apply node_row_value.
Qed.

Theorem min_tree_layers_emulation ls : forall n, layers_fit n ls ->
  exists psi, relu_depth psi = (layers_depth n ls + 1)%nat /\ widths (hidden psi) = layers_width n ls /\
    forall x, length x = n -> layers_times ls (map Some x) = map Some (relu_output psi x).
Proof.
  induction ls as [| l ls IH]; intros n H; simpl.
  - exists (nothing n). split; [reflexivity |]. split; [reflexivity |]. intros x <-. now rewrite nothing_value.
  - destruct H as [H1 H2]. destruct (min_tree_layer_emulation n l H1) as [a [A1 [A2 A3]]].
    destruct (IH (length l) H2) as [b [B1 [B2 B3]]]. exists (compose a b). unfold relu_depth in *.
    rewrite compose_depth, compose_widths. split; [lia |]. split; [lia |].
    intros x Hx. pose proof (f_equal (@length _) (A3 x Hx)) as E. rewrite !map_length in E. now rewrite A3, compose_value, B3.
Qed.

(* ------------------------------------------------------------------ any wiring *)
Definition nobody : neuron R := Neuron 1 [].

Lemma neuron_time_local nu ts us : 0 < threshold nu ->
  (forall s, In s (synapses nu) -> nth (source s) ts None = nth (source s) us None) -> neuron_time nu ts = neuron_time nu us.
Proof.
  intros Hth H. assert (K : forall u, (u < length (synapses nu))%nat ->
    nth (source (nth u (synapses nu) null)) ts None = nth (source (nth u (synapses nu) null)) us None).
  { intros u Hu. apply H. now apply nth_In. }
  unfold neuron_time. apply firing_time_ext; auto; intros u Hu; intros; unfold effective_weight, arrival; now rewrite K.
Qed.

Lemma loop_free_nth {A} (dflt : neuron A) ns : forall k i, loop_free k ns -> (i < length ns)%nat -> reads_before (k + i) (nth i ns dflt).
Proof.
  induction ns as [| nu ns IH]; intros k i HL Hi; simpl in Hi; [lia |]. destruct HL as [H1 H2]. destruct i as [| i]; simpl.
  - now rewrite Nat.add_0_r.
  - rewrite <- Nat.add_succ_comm. apply IH; [auto | lia].
Qed.
Lemma fire_all_nth ns : Forall (fun nu => 0 < threshold nu) ns -> forall ts i, loop_free (length ts) ns -> (i < length ns)%nat ->
  nth (length ts + i) (fire_all ns ts) None = neuron_time (nth i ns nobody) (fire_all ns ts).
Proof.
  induction 1 as [| nu ns Hth HF IH]; intros ts i HL Hi; simpl in Hi; [lia |]. destruct HL as [H1 H2]. simpl fire_all.
  assert (Hl : length (ts ++ [neuron_time nu ts]) = S (length ts)) by (rewrite app_length; simpl; lia).
  destruct i as [| i]; simpl nth.
  - destruct (fire_all_prefix ns (ts ++ [neuron_time nu ts])) as [more ->]. rewrite Nat.add_0_r, <- app_assoc.
    rewrite app_nth2, Nat.sub_diag by lia. simpl. apply neuron_time_local; auto.
    intros s Hs. unfold reads_before in H1. rewrite Forall_forall in H1. now rewrite app_nth1 by (apply H1; auto).
  - rewrite <- Nat.add_succ_comm, <- Hl. apply IH; [now rewrite Hl | lia].
Qed.
Lemma depths_of_prefix {A} (ns : list (neuron A)) : forall ds, exists more, depths_of ns ds = ds ++ more.
Proof.
  induction ns as [| nu ns IH]; simpl; intros ds; [exists []; now rewrite app_nil_r |].
  destruct (IH (ds ++ [neuron_depth nu ds])) as [more ->]. exists (neuron_depth nu ds :: more). now rewrite <- app_assoc.
Qed.
Lemma depths_of_nth ns : forall ds i, loop_free (length ds) ns -> (i < length ns)%nat ->
  nth (length ds + i) (depths_of ns ds) 0%nat = neuron_depth (nth i ns nobody) (depths_of ns ds).
Proof.
  induction ns as [| nu ns IH]; intros ds i HL Hi; simpl in Hi; [lia |]. destruct HL as [H1 H2]. simpl depths_of.
  assert (Hl : length (ds ++ [neuron_depth nu ds]) = S (length ds)) by (rewrite app_length; simpl; lia).
  destruct i as [| i]; simpl nth.
  - destruct (depths_of_prefix ns (ds ++ [neuron_depth nu ds])) as [more ->]. rewrite Nat.add_0_r, <- app_assoc.
    rewrite app_nth2, Nat.sub_diag by lia. simpl. unfold neuron_depth. f_equal. f_equal. apply map_ext_in.
    intros s Hs. unfold reads_before in H1. rewrite Forall_forall in H1. now rewrite app_nth1 by (apply H1; auto).
  - rewrite <- Nat.add_succ_comm, <- Hl. apply IH; [now rewrite Hl | lia].
Qed.
Lemma largest l : forall n, In n l -> (n <= fold_right Nat.max 0%nat l)%nat.
Proof. induction l as [| m l IH]; simpl; [contradiction |]. intros n [-> | H]; [lia | specialize (IH n H); lia]. Qed.
Lemma source_depth nu ds s : In s (synapses nu) -> (nth (source s) ds 0 < @neuron_depth R nu ds)%nat.
Proof.
  intros H. unfold neuron_depth. apply Nat.lt_succ_r, largest. apply in_map_iff. eauto.
Qed.

(* Neurons beyond the nodes kept for 3 * 2^k - 4 - 2 k, k synapses. *)
Definition excess (nu : neuron R) : nat := (3 * 2 ^ length (synapses nu) - 4 - 2 * length (synapses nu))%nat.

Lemma part_width_fire n nu : (1 <= length (synapses nu) <= n)%nat -> part_width n (Fire nu) = (2 * n + excess nu)%nat.
Proof.
  intros [H1 H2]. unfold part_width, excess. set (k := length (synapses nu)) in *.
  assert (G : forall k, (1 <= k)%nat -> (4 + 2 * k <= 3 * 2 ^ k)%nat).
  { clear. induction k as [| k IH]; intros H; [lia |]. destruct k as [| k]; [simpl; lia |].
    specialize (IH ltac:(lia)). rewrite Nat.pow_succ_r'. lia. }
  specialize (G k H1). lia.
Qed.

Lemma total_swap {A B} (f : A -> B -> nat) k l : total (fun a => total (f a) l) k = total (fun b => total (fun a => f a b) k) l.
Proof.
  induction k as [| a k IH]; simpl.
  - rewrite total_constant. lia.
  - rewrite IH. symmetry. apply (total_plus (f a)).
Qed.
Lemma total_one k e : forall n a, total (fun i => if Nat.eqb k i then e else 0%nat) (seq a n) =
  if (a <=? k)%nat && (k <? a + n)%nat then e else 0%nat.
Proof.
  induction n as [| n IH]; intros a; simpl.
  - destruct (a <=? k)%nat eqn:E; auto. apply Nat.leb_le in E. destruct (k <? a + 0)%nat eqn:F; auto. apply Nat.ltb_lt in F. lia.
  - rewrite IH. destruct (Nat.eqb_spec k a) as [-> | Hne].
    + rewrite Nat.leb_refl. replace (a <? a + S n)%nat with true by (symmetry; apply Nat.ltb_lt; lia).
      replace (S a <=? a)%nat with false by (symmetry; apply Nat.leb_gt; lia). simpl. lia.
    + replace (S a + n)%nat with (a + S n)%nat by lia. f_equal.
      destruct (Nat.leb_spec a k), (Nat.leb_spec (S a) k); auto; lia.
Qed.

Section AnyWiring.
Variables (net : network R) (D : nat).
Hypothesis net_positive : positive_network net.
Hypothesis few_synapses : Forall (fun nu => (length (synapses nu) <= D)%nat) (neurons net).

Let m := (inputs net + length (references net))%nat.
Let n := length (neurons net).
Let N := (m + n)%nat.
Let depth_of j := nth j (depths net) 0%nat.

(* Stage k fires the nodes of depth k and keeps all others. *)
Definition stage_of (k : nat) : stage :=
  map (fun j => if Nat.eqb (depth_of j) k then Fire (nth (j - m) (neurons net) nobody) else Keep j) (seq 0 N).

Lemma depths_length : length (depths net) = N.
Proof.
  unfold depths. fold m. assert (G : forall ns ds, length (@depths_of R ns ds) = (length ds + length ns)%nat).
  { induction ns as [| nu ns IH]; simpl; intros; [lia |]. rewrite IH, app_length. simpl. lia. }
  rewrite G, repeat_length. reflexivity.
Qed.
Lemma depth_of_early j : (j < m)%nat -> depth_of j = 0%nat.
Proof.
  intros Hj. unfold depth_of, depths. fold m. destruct (depths_of_prefix (neurons net) (repeat 0%nat m)) as [more ->].
  rewrite app_nth1 by (now rewrite repeat_length). apply nth_repeat.
Qed.
Lemma depth_of_neuron i : (i < n)%nat -> depth_of (m + i) = neuron_depth (nth i (neurons net) nobody) (depths net).
Proof.
  intros Hi. destruct net_positive as [HL _]. unfold depth_of, depths. fold m.
  rewrite <- (repeat_length 0%nat m) at 1. apply depths_of_nth; auto. now rewrite repeat_length.
Qed.
Lemma depth_of_bound j : (j < N)%nat -> (depth_of j <= depth net)%nat.
Proof. intros Hj. unfold depth, depth_of. apply largest, nth_In. now rewrite depths_length. Qed.
Lemma neuron_facts i : (i < n)%nat -> let nu := nth i (neurons net) nobody in
  positive_neuron nu /\ reads_before (m + i) nu /\ (1 <= length (synapses nu) <= D)%nat.
Proof.
  intros Hi nu. destruct net_positive as [HL [HP _]].
  assert (Hin : In nu (neurons net)) by (now apply nth_In). rewrite Forall_forall in HP, few_synapses.
  split; [auto |]. split; [now apply loop_free_nth |]. split; [apply synapses_some; auto | auto].
Qed.

Lemma stage_fits k : (1 <= k)%nat -> Forall (part_fits N D) (stage_of k).
Proof.
  intros Hk. apply Forall_forall. intros p Hp. apply in_map_iff in Hp. destruct Hp as [j [<- Hj]]. apply in_seq in Hj.
  destruct (Nat.eqb_spec (depth_of j) k) as [E |]; [| exact I].
  destruct (Nat.lt_ge_cases j m) as [Hlt | Hge]; [rewrite depth_of_early in E by auto; lia |].
  destruct (neuron_facts (j - m)) as [A [B C]]; [lia |]. simpl. split; auto. split; [| lia].
  unfold reads_before in *. eapply Forall_impl; [| exact B]. simpl. intros s Hs. lia.
Qed.
Lemma stage_width k : (1 <= k)%nat -> total (part_width D) (stage_of k) =
  (2 * D * N + total (fun j => if Nat.eqb (depth_of j) k then excess (nth (j - m) (neurons net) nobody) else 0) (seq 0 N))%nat.
Proof.
  intros Hk. unfold stage_of. rewrite total_map.
  replace (2 * D * N)%nat with (total (fun _ : nat => 2 * D)%nat (seq 0 N)) by (rewrite total_constant, seq_length; lia).
  rewrite <- total_plus. apply total_ext. intros j Hj. apply in_seq in Hj.
  destruct (Nat.eqb_spec (depth_of j) k) as [E |]; [| simpl; lia].
  destruct (Nat.lt_ge_cases j m) as [Hlt | Hge]; [rewrite depth_of_early in E by auto; lia |].
  apply part_width_fire. apply neuron_facts. lia.
Qed.

(* The firing times, known after k stages for the nodes of depth at most k. *)
Definition known_to (v : list R) (k : nat) (y : list R) : Prop :=
  length y = N /\ forall j, (j < N)%nat -> (depth_of j <= k)%nat -> nth j y 0 = nth j v 0.

Lemma stage_step x v k y : length x = inputs net -> firing_times net x = map Some v -> length v = N ->
  known_to v k y -> known_to v (S k) (stage_values (stage_of (S k)) y).
Proof.
  intros Hx Hv Hlen [Hy HK]. unfold stage_values, stage_of. split; [now rewrite !map_length, seq_length |].
  intros j Hj Hd. rewrite map_map.
  set (f := fun j => part_value (if Nat.eqb (depth_of j) (S k) then Fire (nth (j - m) (neurons net) nobody) else Keep j) y).
  rewrite (nth_indep _ 0 (f 0%nat)) by (now rewrite map_length, seq_length).
  rewrite (map_nth f), seq_nth by auto. simpl plus. unfold f.
  destruct (Nat.eqb_spec (depth_of j) (S k)) as [E | Hne]; [| apply HK; auto; lia].
  destruct (Nat.lt_ge_cases j m) as [Hlt | Hge]; [rewrite depth_of_early in E by auto; lia |].
  assert (Hi : (j - m < n)%nat) by (unfold N in Hj; lia). set (i := (j - m)%nat) in *. assert (Ej : j = (m + i)%nat) by (unfold i; lia).
  destruct (neuron_facts i Hi) as [A [B _]]. set (nu := nth i (neurons net) nobody) in *. cbn [part_value].
  assert (T : neuron_time nu (map Some y) = neuron_time nu (map Some v)).
  { apply neuron_time_local; [apply A |]. intros s Hs.
    unfold reads_before in B. rewrite Forall_forall in B. specialize (B s Hs).
    pose proof (source_depth nu (depths net) s Hs) as Hsd. rewrite Ej, depth_of_neuron in E by auto. fold nu in E.
    fold (depth_of (source s)) in Hsd.
    rewrite !(nth_indep (map Some _) None (Some 0)) by (rewrite map_length; lia). rewrite !(map_nth Some). f_equal. apply HK; lia. }
  destruct net_positive as [HL [HP _]].
  assert (F : nth j (map Some v) None = neuron_time nu (map Some v)).
  { rewrite <- Hv. unfold firing_times. rewrite Ej. unfold nu.
    assert (Hm : length (initial_times net x) = m) by (rewrite initial_times_length; unfold m; lia).
    rewrite <- Hm at 1. apply fire_all_nth; auto.
    - eapply Forall_impl; [| exact HP]. intros a H. apply H.
    - now rewrite Hm. }
  rewrite T, <- F. rewrite (nth_indep _ None (Some 0)) by (rewrite map_length; lia). now rewrite (map_nth Some).
Qed.

Fixpoint pipeline (ks : list nat) (last : relu_network) : relu_network :=
  match ks with [] => last | k :: ks' => compose (stage_network D (stage_of k)) (pipeline ks' last) end.
Lemma pipeline_value x v last : length x = inputs net -> firing_times net x = map Some v -> length v = N ->
  forall l k y, known_to v k y -> exists z, known_to v (k + l) z /\ relu_output (pipeline (seq (S k) l) last) y = relu_output last z.
Proof.
  intros Hx Hv Hlen. induction l as [| l IH]; intros k y H; simpl.
  - exists y. rewrite Nat.add_0_r. auto.
  - rewrite compose_value. rewrite stage_network_value by (destruct H as [-> _]; apply stage_fits; lia).
    destruct (IH (S k) _ (stage_step x v k y Hx Hv Hlen H)) as [z [Hz E]]. exists z. rewrite <- Nat.add_succ_comm. auto.
Qed.
Lemma pipeline_depth last ks : length (hidden (pipeline ks last)) = (D * length ks + length (hidden last))%nat.
Proof.
  induction ks as [| k ks IH]; simpl; [lia |]. rewrite compose_depth, IH. unfold stage_network. rewrite min_trees_depth. lia.
Qed.
Lemma pipeline_widths last ks : Forall (fun k => (1 <= k)%nat) ks ->
  widths (hidden (pipeline ks last)) = (total (fun k => total (part_width D) (stage_of k)) ks + widths (hidden last))%nat.
Proof.
  induction 1 as [| k ks Hk HF IH]; simpl; auto. rewrite compose_widths, IH.
  rewrite (stage_network_widths N) by (now apply stage_fits). lia.
Qed.

Definition first_rows : layer :=
  map (fun i => (repeat 0 i ++ [1], input_time net)) (seq 0 (inputs net)) ++
  map (fun c => ([], c)) (references net) ++ repeat ([], 0) n.
Definition last_rows : layer := map (fun o => (repeat 0 o ++ [1], - output_time net)) (outputs net).

Lemma first_rows_value x : length x = inputs net -> affine first_rows x = start net x ++ repeat 0 n.
Proof.
  intros Hx. unfold first_rows, affine, start. rewrite !map_app, !map_map, <- app_assoc. f_equal; [| f_equal].
  - transitivity (map (fun xi => input_time net + xi) (map (fun i => nth i x 0) (seq 0 (length x)))); [| now rewrite nodes_value].
    rewrite map_map, Hx. apply map_ext. intros i. simpl. rewrite dot_unit. lra.
  - transitivity (map (fun c => c) (references net)); [| apply map_id]. apply map_ext. intros c. simpl. lra.
  - clear. induction n as [| k IH]; simpl; auto. rewrite IH. f_equal. lra.
Qed.

(* With N nodes, depth L and at most D synapses a neuron: D L + 1 layers, and 2 D L N hidden neurons and 3 * 2^k - 4 - 2 k more
   for every neuron with k synapses. *)
Theorem min_tree_network_emulation : exists psi,
  relu_depth psi = (D * depth net + 1)%nat /\
  widths (hidden psi) = (2 * D * depth net * size net + total excess (neurons net))%nat /\
  forall x, length x = inputs net -> output_values net x = map Some (relu_output psi x).
Proof.
  exists (compose (ReluNetwork [] first_rows) (pipeline (seq 1 (depth net)) (ReluNetwork [] last_rows))). split; [| split].
  - unfold relu_depth. rewrite compose_depth, pipeline_depth, seq_length. simpl. lia.
  - rewrite compose_widths, pipeline_widths; [| apply Forall_forall; intros k Hk; apply in_seq in Hk; lia].
    simpl. rewrite Nat.add_0_r.
    rewrite (total_ext _ (fun k => 2 * D * N + total (fun j => if Nat.eqb (depth_of j) k then excess (nth (j - m) (neurons net) nobody) else 0) (seq 0 N))%nat)
      by (intros k Hk; apply in_seq in Hk; apply stage_width; lia).
    rewrite total_plus, total_constant, seq_length. rewrite total_swap.
    rewrite (total_ext _ (fun j => if (1 <=? depth_of j)%nat then excess (nth (j - m) (neurons net) nobody) else 0%nat)).
    2:{ intros j Hj. apply in_seq in Hj. rewrite total_one. pose proof (depth_of_bound j ltac:(lia)).
        replace (depth_of j <? 1 + depth net)%nat with true by (symmetry; apply Nat.ltb_lt; lia). now rewrite andb_true_r. }
    replace (seq 0 N) with (seq 0 m ++ seq m n) by (symmetry; apply seq_app). rewrite total_app, (total_ext _ (fun _ => 0%nat) (seq 0 m)).
    2:{ intros j Hj. apply in_seq in Hj. rewrite depth_of_early by lia. reflexivity. }
    rewrite total_constant. simpl plus. rewrite (total_ext _ (fun j => excess (nth (j - m) (neurons net) nobody)) (seq m n)).
    2:{ intros j Hj. apply in_seq in Hj. replace j with (m + (j - m))%nat at 1 by lia.
        rewrite depth_of_neuron by lia. reflexivity. }
    assert (G : forall ns k, total (fun j => excess (nth (j - k) ns nobody)) (seq k (length ns)) = total excess ns).
    { clear. induction ns as [| nu ns IH]; intros k; simpl; auto. rewrite Nat.sub_diag. f_equal. rewrite <- (IH (S k)).
      apply total_ext. intros j Hj. apply in_seq in Hj. replace (j - k)%nat with (S (j - S k)) by lia. reflexivity. }
    unfold n. rewrite G. unfold size. fold m. fold n. fold N. lia.
  - intros x Hx. rewrite compose_value. change (relu_output (ReluNetwork [] first_rows) x) with (affine first_rows x).
    rewrite first_rows_value by auto. destruct (positive_network_fires net net_positive x Hx) as [v Hv].
    pose proof (f_equal (@length _) Hv) as Hlen. unfold firing_times in Hlen. rewrite fire_all_length, initial_times_length, map_length in Hlen.
    assert (Lv : length v = N) by (unfold N, m, n; lia).
    destruct (pipeline_value x v (ReluNetwork [] last_rows) Hx Hv Lv (depth net) 0 (start net x ++ repeat 0 n)) as [z [[Hz HK] ->]].
    { split; [rewrite app_length, start_length, repeat_length by auto; reflexivity |]. intros j Hj Hd.
      destruct (Nat.lt_ge_cases j m) as [Hlt | Hge].
      - rewrite app_nth1 by (now rewrite start_length).
        unfold firing_times in Hv. rewrite initial_times_start in Hv.
        destruct (fire_all_prefix (neurons net) (map Some (start net x))) as [more E]. rewrite E in Hv.
        assert (Ej : nth j (map Some v) None = Some (nth j v 0)).
        { rewrite (nth_indep _ None (Some 0)) by (rewrite map_length; lia). now rewrite (map_nth Some). }
        rewrite <- Hv, app_nth1 in Ej by (now rewrite map_length, start_length).
        rewrite (nth_indep _ None (Some 0)) in Ej by (now rewrite map_length, start_length). rewrite (map_nth Some) in Ej. now injection Ej.
      - exfalso. replace j with (m + (j - m))%nat in Hd by lia. rewrite depth_of_neuron in Hd by (unfold N in Hj; lia).
        unfold neuron_depth in Hd. lia. }
    destruct net_positive as [_ [_ HO]]. unfold output_values, relu_output; simpl. unfold affine, last_rows. rewrite !map_map.
    apply map_ext_in. intros o Ho. rewrite Forall_forall in HO. specialize (HO o Ho). unfold output_value. rewrite Hv.
    rewrite (nth_indep _ None (Some 0)) by (rewrite map_length; unfold size in HO; unfold N, m, n in Lv; lia).
    rewrite (map_nth Some). simpl. f_equal. rewrite dot_unit, HK; [lra | exact HO | apply depth_of_bound; exact HO].
Qed.
End AnyWiring.
