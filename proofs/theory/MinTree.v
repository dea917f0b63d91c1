(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T5, by a tree of minima: a spiking neuron with d positive weights is realised on all of R^d
   by a ReLU network of depth d + 1 with 3 * 2^d - 4 hidden neurons. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Counting Polyspike.theory.Positive Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.PiecewiseLinear.
Import ListNotations.
Open Scope R_scope.

(* ---- one level: neighbours are replaced by their minimum ---- *)
Fixpoint minima (l : list R) : list R :=
  match l with p :: q :: l' => Rmin p q :: minima l' | _ => l end.

Definition row := (list R * R)%type.
Definition row_value (r : row) (x : list R) : R := dot (fst r) x + snd r.
Definition negate_row (r : row) : row := (map (Rmult (-1)) (fst r), - snd r).
Definition subtract_rows (q p : row) : row := (add_lists (fst q) (fst (negate_row p)), snd q - snd p).

(* min(p, q) = max(0, q) - max(0, -q) - max(0, q - p), and q = max(0, q) - max(0, -q). *)
Fixpoint level (fs : layer) : layer :=
  match fs with
  | p :: q :: fs' => q :: negate_row q :: subtract_rows q p :: level fs'
  | [q] => [q; negate_row q]
  | [] => []
  end.
Fixpoint read_level (k : nat) (fs : layer) : layer :=
  match fs with
  | p :: q :: fs' => (repeat 0 k ++ [1; -1; -1], 0) :: read_level (3 + k) fs'
  | [q] => [(repeat 0 k ++ [1; -1], 0)]
  | [] => []
  end.
Fixpoint min_tree (n : nat) (fs : layer) : relu_network :=
  match n with
  | O => ReluNetwork [] fs
  | S n => let net := min_tree n (read_level 0 fs) in
           ReluNetwork (level fs :: hidden net) (output_layer net)
  end.

(* Induction two by two. *)
Lemma pair_induction {A} (P : list A -> Prop) :
  P [] -> (forall q, P [q]) -> (forall p q l, P l -> P (p :: q :: l)) -> forall l, P l.
Proof.
  intros H0 H1 H2. fix go 1. intros [| p [| q l]]; [exact H0 | apply H1 | apply H2, go].
Qed.

Lemma row_negate r x : row_value (negate_row r) x = - row_value r x.
Proof. unfold row_value, negate_row; simpl. rewrite dot_scaled. lra. Qed.
Lemma row_subtract q p x : row_value (subtract_rows q p) x = row_value q x - row_value p x.
Proof. unfold row_value, subtract_rows, negate_row; simpl. rewrite dot_add, dot_scaled. lra. Qed.
Lemma dot_skip k : forall pre v y, length pre = k -> dot (repeat 0 k ++ v) (pre ++ y) = dot v y.
Proof.
  induction k as [| k IH]; intros [| p pre] v y H; simpl in *; try discriminate; auto.
  rewrite IH by lia. lra.
Qed.
Lemma ramp_split q : ramp q - ramp (- q) = q.
Proof. destruct (Rle_dec 0 q); [rewrite ramp_pos, ramp_neg by lra | rewrite ramp_neg, ramp_pos by lra]; lra. Qed.
Lemma ramp_min p q : ramp q - ramp (- q) - ramp (q - p) = Rmin p q.
Proof.
  rewrite ramp_split. unfold Rmin. destruct (Rle_dec p q); [rewrite ramp_pos by lra | rewrite ramp_neg by lra]; lra.
Qed.

Lemma read_level_spec x post : forall fs pre k, length pre = k ->
  affine (read_level k fs) (pre ++ relu_layer (level fs) x ++ post) = minima (affine fs x).
Proof.
  refine (pair_induction _ _ _ _); simpl.
  - intros; reflexivity.
  - intros q pre k H. change (dot (fst q) x + snd q) with (row_value q x).
    unfold relu_layer; simpl. f_equal. rewrite dot_skip by auto. simpl.
    change (dot (map (Rmult (-1)) (fst q)) x + - snd q) with (row_value (negate_row q) x).
    change (dot (fst q) x + snd q) with (row_value q x). rewrite row_negate.
    pose proof (ramp_split (row_value q x)). lra.
  - intros p q fs IH pre k H.
    change (affine ((repeat 0 k ++ [1; -1; -1], 0) :: read_level (3 + k) fs)
              (pre ++ relu_layer (q :: negate_row q :: subtract_rows q p :: level fs) x ++ post)
            = Rmin (row_value p x) (row_value q x) :: minima (affine fs x)).
    set (a := ramp (row_value q x)). set (b := ramp (row_value (negate_row q) x)).
    set (c := ramp (row_value (subtract_rows q p) x)).
    assert (E : relu_layer (q :: negate_row q :: subtract_rows q p :: level fs) x
                = [a; b; c] ++ relu_layer (level fs) x) by reflexivity.
    rewrite E, <- app_assoc. cbn [affine map fst snd]. f_equal.
    + rewrite dot_skip by auto. simpl. unfold a, b, c. rewrite row_negate, row_subtract.
      pose proof (ramp_min (row_value p x) (row_value q x)). lra.
    + rewrite app_assoc. apply IH. rewrite app_length, H. simpl. lia.
Qed.

Lemma iter_inside {A} (f : A -> A) n x : Nat.iter (S n) f x = Nat.iter n f (f x).
Proof. induction n as [| n IH]; simpl in *; auto. now rewrite IH. Qed.

Lemma min_tree_value n : forall fs x, relu_output (min_tree n fs) x = Nat.iter n minima (affine fs x).
Proof.
  induction n as [| n IH]; intros fs x; auto. unfold relu_output. simpl.
  change (affine (output_layer (min_tree n (read_level 0 fs))) (hidden_values (hidden (min_tree n (read_level 0 fs))) (relu_layer (level fs) x)))
    with (relu_output (min_tree n (read_level 0 fs)) (relu_layer (level fs) x)).
  rewrite IH. pose proof (read_level_spec x [] fs [] 0 eq_refl) as E. simpl in E. rewrite app_nil_r in E. rewrite E.
  symmetry. apply iter_inside.
Qed.

(* ---- the minimum survives ---- *)
Definition is_minimum (l : list R) (m : R) : Prop := In m l /\ forall y, In y l -> m <= y.

Lemma minima_minimum l m : is_minimum l m -> is_minimum (minima l) m.
Proof.
  assert (G : forall l, (forall y, In y (minima l) -> In y l) /\ (forall y, In y l -> exists z, In z (minima l) /\ z <= y)).
  { refine (pair_induction _ _ _ _); simpl.
    - split; [auto | intros y []].
    - intros q. split; auto. intros y Hy. exists y. split; [auto | lra].
    - intros p q l' [I1 I2]. split.
      + intros y [<- | Hy]; [unfold Rmin; destruct (Rle_dec p q); auto |]. auto.
      + intros y [<- | [<- | Hy]].
        * exists (Rmin p q). split; [auto | apply Rmin_l].
        * exists (Rmin p q). split; [auto | apply Rmin_r].
        * destruct (I2 y Hy) as [z [Hz Hle]]. exists z. auto. }
  destruct (G l) as [G1 G2]. intros [H1 H2]. split; [| auto].
  destruct (G2 m H1) as [z [Hz Hle]]. replace m with z; auto. apply Rle_antisym; auto.
Qed.
Lemma minima_length l : length (minima l) = ((length l + 1) / 2)%nat.
Proof.
  revert l. refine (pair_induction _ _ _ _); auto. intros p q l IH. simpl length. rewrite IH.
  replace (S (S (length l)) + 1)%nat with (length l + 1 + 1 * 2)%nat by lia.
  rewrite Nat.div_add by lia. lia.
Qed.
Lemma iterated_minima n : forall l m, is_minimum l m -> (length l <= 2 ^ n)%nat -> Nat.iter n minima l = [m].
Proof.
  induction n as [| n IH]; intros l m Hm Hl.
  - destruct l as [| p [| q l]]; simpl in *; try lia; [destruct Hm as [[] _] |].
    destruct Hm as [[-> | []] _]. auto.
  - rewrite iter_inside. apply IH; [now apply minima_minimum |]. rewrite minima_length.
    apply Nat.lt_succ_r. apply Nat.div_lt_upper_bound; [lia |]. simpl in Hl. lia.
Qed.

(* ---- sizes ---- *)
Lemma min_tree_depth n : forall fs, length (hidden (min_tree n fs)) = n.
Proof. induction n as [| n IH]; intros fs; simpl; auto. Qed.
Lemma read_level_length : forall fs k, length (read_level k fs) = ((length fs + 1) / 2)%nat.
Proof.
  refine (pair_induction _ _ _ _); auto. intros p q l IH k. cbn [read_level length]. rewrite IH.
  replace (S (S (length l)) + 1)%nat with (length l + 1 + 1 * 2)%nat by lia. rewrite Nat.div_add by lia. lia.
Qed.
Lemma level_length_even : forall k fs, length fs = (2 * k)%nat -> length (level fs) = (3 * k)%nat.
Proof.
  induction k as [| k IH]; intros fs H; [destruct fs; [auto | simpl in H; lia] |].
  destruct fs as [| p [| q fs]]; simpl in H; try lia. simpl. rewrite IH by lia. lia.
Qed.
Lemma level_length_odd : forall k fs, length fs = (2 * k + 1)%nat -> length (level fs) = (3 * k + 2)%nat.
Proof.
  induction k as [| k IH]; intros fs H; [destruct fs as [| p [| q fs]]; simpl in *; lia |].
  destruct fs as [| p [| q fs]]; simpl in H; try lia. simpl. rewrite IH by lia. lia.
Qed.
Lemma min_tree_widths n : forall fs, length fs = (2 ^ n)%nat -> (widths (hidden (min_tree n fs)) + 3 = 3 * 2 ^ n)%nat.
Proof.
  induction n as [| n IH]; intros fs H; [reflexivity |]. simpl hidden. simpl widths.
  rewrite (level_length_even (2 ^ n)) by (simpl in H; lia).
  assert (E : length (read_level 0 fs) = (2 ^ n)%nat).
  { rewrite read_level_length, H. rewrite Nat.pow_succ_r', Nat.mul_comm, Nat.add_comm, Nat.div_add by lia. reflexivity. }
  specialize (IH _ E). simpl. lia.
Qed.

(* ---- the neuron ---- *)
Section Neuron.
Variables (d : nat) (w delays : nat -> R) (th : R).

(* t_E as an affine function of the firing times of the d inputs. *)
Definition candidate_row (m : list bool) : row :=
  (map (fun u => if set_of m u then w u / weight_of d w (set_of m) else 0) (seq 0 d),
   (th + moment_of d w delays (set_of m)) / weight_of d w (set_of m)).

Lemma dot_map_seq (f : nat -> R) : forall n k x, length x = n ->
  dot (map f (seq k n)) x = sum n (fun u => f (k + u)%nat * nth u x 0).
Proof.
  induction n as [| n IH]; intros k x H; [reflexivity |]. destruct x as [| p x]; [discriminate |].
  rewrite sum_first. simpl. rewrite IH by (simpl in H; lia). rewrite Nat.add_0_r. f_equal.
  apply sum_ext. intros u _. now rewrite Nat.add_succ_comm.
Qed.

Lemma candidate_row_value m x : length x = d ->
  row_value (candidate_row m) x = candidate d w (fun u => nth u x 0 + delays u) th (set_of m).
Proof.
  intros Hx. unfold row_value, candidate_row; simpl. rewrite dot_map_seq by auto. simpl.
  unfold candidate, Rdiv. rewrite !Rmult_plus_distr_r.
  replace (moment_of d w (fun u => nth u x 0 + delays u) (set_of m))
    with (sum d (fun u => (if set_of m u then w u else 0) * nth u x 0) + moment_of d w delays (set_of m)).
  - rewrite Rmult_plus_distr_r.
    replace (sum d (fun u => (if set_of m u then w u * / weight_of d w (set_of m) else 0) * nth u x 0))
      with (/ weight_of d w (set_of m) * sum d (fun u => (if set_of m u then w u else 0) * nth u x 0)); [lra |].
    rewrite <- sum_scale. apply sum_ext. intros u _. destruct (set_of m u); lra.
  - unfold moment_of. rewrite <- sum_plus. apply sum_ext. intros u _. destruct (set_of m u); lra.
Qed.

Definition candidate_rows : layer := map candidate_row (filter nonempty (masks d)).
Lemma candidate_rows_length : length candidate_rows = (2 ^ d - 1)%nat.
Proof. unfold candidate_rows. rewrite map_length. apply nonempty_count. Qed.

Lemma candidate_rows_minimum x t : (0 < d)%nat -> (forall u, (u < d)%nat -> 0 < w u) -> 0 < th -> length x = d ->
  fires d w (fun u => nth u x 0 + delays u) th t -> is_minimum (affine candidate_rows x) t.
Proof.
  intros Hd Hw Hth Hx Ht. set (a := fun u => nth u x 0 + delays u) in *.
  assert (Ea : affine candidate_rows x = map (fun m => candidate d w a th (set_of m)) (filter nonempty (masks d))).
  { unfold affine, candidate_rows. rewrite map_map. apply map_ext. intros m. now apply candidate_row_value. }
  rewrite Ea. apply positive_minimum in Ht; auto. destruct Ht as [[E [[u [Hu HE]] ->]] Hmin]. split.
  - apply in_map_iff. exists (mask_of d E). split; [apply candidate_ext, set_of_mask |].
    apply filter_In. split; [apply masks_spec, mask_of_length |]. apply nonempty_spec. exists u.
    rewrite mask_of_length. split; auto. now rewrite set_of_mask.
  - intros y Hy. apply in_map_iff in Hy. destruct Hy as [m [<- Hm]]. apply Hmin.
    apply filter_In in Hm. destruct Hm as [Hm1 Hm2]. apply masks_spec in Hm1.
    apply nonempty_spec in Hm2. rewrite Hm1 in Hm2. exact Hm2.
Qed.

Theorem min_tree_emulation : (2 <= d)%nat -> (forall u, (u < d)%nat -> 0 < w u) -> 0 < th ->
  exists net, relu_depth net = (d + 1)%nat /\ widths (hidden net) = (3 * 2 ^ d - 4)%nat /\
    forall x, length x = d -> exists t, relu_output net x = [t] /\
      fires d w (fun u => nth u x 0 + delays u) th t.
Proof.
  intros Hd Hw Hth. pose proof candidate_rows_length as Hlen.
  exists (min_tree d candidate_rows). split; [| split].
  - unfold relu_depth. rewrite min_tree_depth. lia.
  - revert Hlen. generalize candidate_rows as rows. intros rows Hlen. destruct d as [| e]; [lia |].
    pose proof (Nat.pow_nonzero 2 e ltac:(lia)) as Hne.
    assert (Hrows : length rows = (2 * (2 ^ e - 1) + 1)%nat) by (rewrite Hlen; simpl; lia).
    simpl hidden. simpl widths. rewrite (level_length_odd (2 ^ e - 1)) by auto.
    assert (E : length (read_level 0 rows) = (2 ^ e)%nat).
    { transitivity ((2 * (2 ^ e - 1) + 1 + 1) / 2)%nat;
        [exact (eq_trans (read_level_length rows 0) (f_equal (fun k => (k + 1) / 2)%nat Hrows)) |].
      replace (2 * (2 ^ e - 1) + 1 + 1)%nat with (0 + 2 ^ e * 2)%nat by lia.
      rewrite Nat.div_add by lia. reflexivity. }
    pose proof (min_tree_widths e _ E). simpl. lia.
  - intros x Hx. destruct (positive_fires d w th ltac:(lia) Hw Hth (fun u => nth u x 0 + delays u)) as [t Ht].
    exists t. split; auto. rewrite min_tree_value. apply iterated_minima; [apply candidate_rows_minimum; auto; lia |].
    unfold affine. rewrite map_length, Hlen. lia.
Qed.
End Neuron.
