(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Exact values at a rational point: a certificate for the program on a domain of dimension 0, its one point. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound.
Import ListNotations.
Open Scope R_scope.

Definition point_program (p : program) (point : list Q) : program :=
  Program 0 (map (fun q => Affine (Combination q [])) point ++ gates p).

Theorem point_program_computes p point : registers (point_program p point) [] = registers p (map Q2R point).
Proof.
  unfold registers, point_program; simpl. rewrite run_app. rewrite <- (map_map (fun q => Combination q []) Affine).
  rewrite (run_affine_gates _ (map Q2R point)); [reflexivity | | now rewrite !map_length].
  intros i more Hi. rewrite map_length in Hi. set (G := fun q : Q => Combination q []).
  rewrite (nth_indep (map G point) _ (G 0%Q)) by (now rewrite map_length).
  rewrite (map_nth G). unfold G, combination_time; simpl.
  f_equal. rewrite nth_indep with (d' := Q2R 0) by (now rewrite map_length). now rewrite map_nth.
Qed.

Theorem value_at_point {A} full p point (tks : list (token A)) l :
  feed 0 full tks [start (point_program p point) []] = Some [Region l] ->
  registers p (map Q2R point) = times (outcome l) [].
Proof.
  intros H. rewrite <- point_program_computes. destruct (certificate_sound full (point_program p point) [] tks _ H) as [S1 S2].
  destruct (S1 []) as [q [[<- | []] Hq]]; [split; [reflexivity | constructor] |].
  now destruct (S2 l [] (or_introl eq_refl) eq_refl Hq) as [_ [E _]].
Qed.
