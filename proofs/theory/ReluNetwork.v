(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* ReLU networks: hidden layers max(0, W x + b), then one affine output layer. They are
   Lipschitz, hence continuous. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum.
Import ListNotations.
Open Scope R_scope.

Fixpoint dot (v x : list R) : R :=
  match v, x with c :: v', y :: x' => c * y + dot v' x' | _, _ => 0 end.

(* A layer: for every neuron its weights and its bias. *)
Definition layer := list (list R * R).
Record relu_network := ReluNetwork { hidden : list layer; output_layer : layer }.

Definition affine (l : layer) (x : list R) : list R := map (fun r => dot (fst r) x + snd r) l.
Definition relu_layer (l : layer) (x : list R) : list R := map ramp (affine l x).
Definition hidden_values (ls : list layer) (x : list R) : list R := fold_left (fun y l => relu_layer l y) ls x.
Definition relu_output (net : relu_network) (x : list R) : list R :=
  affine (output_layer net) (hidden_values (hidden net) x).

(* N(Psi) and L(Psi) of the paper for a network with d inputs. *)
Definition widths (ls : list layer) : nat := fold_right (fun l n => (length l + n)%nat) 0%nat ls.
Definition relu_size (d : nat) (net : relu_network) : nat :=
  (d + widths (hidden net) + length (output_layer net))%nat.
Definition relu_depth (net : relu_network) : nat := S (length (hidden net)).

Definition close (e : R) (x y : list R) : Prop := Forall2 (fun p q => Rabs (p - q) <= e) x y.

Definition norm1 (v : list R) : R := fold_right (fun c s => Rabs c + s) 0 v.
Lemma norm1_nonneg v : 0 <= norm1 v.
Proof. induction v as [| c v IH]; simpl; [lra | pose proof (Rabs_pos c); lra]. Qed.

Lemma dot_close e v : 0 <= e -> forall x y, close e x y -> Rabs (dot v x - dot v y) <= norm1 v * e.
Proof.
  intros He. induction v as [| c v IH]; intros x y H; simpl.
  - rewrite Rminus_0_r, Rabs_R0. lra.
  - destruct H as [| p q x y Hp H].
    + rewrite Rminus_0_r, Rabs_R0. pose proof (norm1_nonneg v). pose proof (Rabs_pos c).
      apply Rmult_le_pos; lra.
    + specialize (IH x y H).
      replace (c * p + dot v x - (c * q + dot v y)) with (c * (p - q) + (dot v x - dot v y)) by lra.
      eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_mult.
      assert (Rabs c * Rabs (p - q) <= Rabs c * e) by (apply Rmult_le_compat_l; [apply Rabs_pos | auto]).
      lra.
Qed.

Definition layer_norm (l : layer) : R := fold_right (fun r s => norm1 (fst r) + s) 0 l.
Lemma layer_norm_nonneg l : 0 <= layer_norm l.
Proof. induction l as [| r l IH]; simpl; [lra | pose proof (norm1_nonneg (fst r)); lra]. Qed.

Lemma affine_close e l x y : 0 <= e -> close e x y -> close (layer_norm l * e) (affine l x) (affine l y).
Proof.
  intros He H.
  assert (G : forall l', layer_norm l' <= layer_norm l -> close (layer_norm l * e) (affine l' x) (affine l' y)).
  { induction l' as [| r l' IH]; simpl; intros Hl; constructor.
    - pose proof (dot_close e (fst r) He x y H). pose proof (layer_norm_nonneg l').
      replace (dot (fst r) x + snd r - (dot (fst r) y + snd r)) with (dot (fst r) x - dot (fst r) y) by lra.
      eapply Rle_trans; [exact H0 |]. apply Rmult_le_compat_r; lra.
    - apply IH. pose proof (norm1_nonneg (fst r)). lra. }
  apply G. lra.
Qed.
Lemma relu_close e l x y : 0 <= e -> close e x y -> close (layer_norm l * e) (relu_layer l x) (relu_layer l y).
Proof.
  intros He H. unfold relu_layer. pose proof (affine_close e l x y He H) as K.
  induction K; simpl; constructor; auto. eapply Rle_trans; [apply ramp_lipschitz | auto].
Qed.

(* T2, second half: ReLU networks are Lipschitz, hence continuous. *)
Theorem relu_network_lipschitz net : exists K, 0 <= K /\
  forall e x y, 0 <= e -> close e x y -> close (K * e) (relu_output net x) (relu_output net y).
Proof.
  destruct net as [ls out]. unfold relu_output; simpl.
  induction ls as [| l ls [K [HK IH]]]; simpl.
  - exists (layer_norm out). split; [apply layer_norm_nonneg |]. intros. now apply affine_close.
  - exists (K * layer_norm l). pose proof (layer_norm_nonneg l). split; [apply Rmult_le_pos; auto |].
    intros e x y He Hc. rewrite Rmult_assoc. apply IH.
    + apply Rmult_le_pos; auto.
    + now apply relu_close.
Qed.

Corollary relu_network_continuous net x e : 0 < e -> exists d, 0 < d /\
  forall y, close d x y -> close e (relu_output net x) (relu_output net y).
Proof.
  intros He. destruct (relu_network_lipschitz net) as [K [HK H]].
  exists (e / (K + 1)). assert (Hd : 0 < e / (K + 1)) by (apply Rdiv_lt_0_compat; lra).
  split; auto. intros y Hy. specialize (H (e / (K + 1)) x y ltac:(lra) Hy).
  assert (K * (e / (K + 1)) <= e).
  { assert ((K + 1) * (e / (K + 1)) = e) by (field; lra). lra. }
  clear -H H0. induction H; constructor; auto. lra.
Qed.
