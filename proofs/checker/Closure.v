(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* `tree full`: leaves that account for every point outside finitely many hyperplanes. A bound >= or
   <= proved on them holds on the whole domain if the output is continuous there. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Region Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Structure.
Import ListNotations.
Open Scope R_scope.

(* The domain has an inner point, and is convex: near every point of it lies a ball of it. *)
Lemma domain_convex p domain l x y : 0 <= l <= 1 -> in_domain p domain x -> in_domain p domain y ->
  in_domain p domain (blend l x y).
Proof.
  intros Hl [Lx Hx] [Ly Hy]. split; [rewrite blend_length; congruence |].
  unfold all_hold in *. rewrite Forall_forall in *. intros c Hc. specialize (Hx c Hc). specialize (Hy c Hc).
  unfold holds in *. rewrite <- blend_point, apply_blend by (simpl; congruence). destruct (is_strict c).
  - destruct (Req_dec l 0) as [-> |]; [lra |].
    assert (0 < l * apply (vector c) (1 :: x)) by (apply Rmult_lt_0_compat; lra).
    assert (0 <= (1 - l) * apply (vector c) (1 :: y)) by (apply Rmult_le_pos; lra). lra.
  - assert (0 <= l * apply (vector c) (1 :: x)) by (apply Rmult_le_pos; lra).
    assert (0 <= (1 - l) * apply (vector c) (1 :: y)) by (apply Rmult_le_pos; lra). lra.
Qed.

(* How far two points are apart. *)
Definition spread (x c : list R) : R := fold_right (fun pq s => Rabs (fst pq - snd pq) + s) 0 (combine x c).
Lemma spread_nth x : forall c i, length x = length c -> Rabs (nth i x 0 - nth i c 0) <= spread x c.
Proof.
  unfold spread. induction x as [| p x IH]; intros [| q c] i H; simpl in *; try discriminate.
  - destruct i; rewrite Rminus_0_r, Rabs_R0; lra.
  - pose proof (Rabs_pos (p - q)). destruct i as [| i].
    + pose proof (IH c (length x) ltac:(lia)) as K. pose proof (Rabs_pos (nth (length x) x 0 - nth (length x) c 0)). lra.
    + specialize (IH c i ltac:(lia)). lra.
Qed.

(* Near every point of the domain there are points of it outside the hyperplanes. *)
Lemma generic_nearby p domain vs c r x e : length c = dimension p -> 0 < r ->
  (forall y, in_ball (dimension p) c r y -> in_domain p domain y) ->
  Forall (fun v => is_sloped (dimension p) v = true) vs -> in_domain p domain x -> 0 < e ->
  exists y, in_domain p domain y /\ close e x y /\ Forall (fun v => apply v (1 :: y) <> 0) vs.
Proof.
  intros Hc Hr Hball Hvs Hx He. pose proof Hx as [Lx _].
  set (D := spread x c + r). assert (HD : 0 < D).
  { pose proof (spread_nth x c 0 ltac:(congruence)). pose proof (Rabs_pos (nth 0 x 0 - nth 0 c 0)). unfold D. lra. }
  set (l := Rmin 1 (e / (2 * D))).
  assert (Hl1 : l <= 1) by apply Rmin_l. assert (Hl2 : l <= e / (2 * D)) by apply Rmin_r.
  assert (Hl0 : 0 < l) by (apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  set (m := blend l c x). assert (Lm : length m = dimension p) by (unfold m; rewrite blend_length; congruence).
  assert (Hlr : 0 < l * r) by (apply Rmult_lt_0_compat; auto).
  destruct (avoid_hyperplanes (dimension p) vs Hvs m (l * r) Lm Hlr) as [y [[Ly Hy] HN]].
  assert (HlD : l * D <= e / 2).
  { assert (l * D <= e / (2 * D) * D) by (apply Rmult_le_compat_r; lra).
    replace (e / (2 * D) * D) with (e / 2) in H by (field; lra). lra. }
  exists y. split; [| split; auto].
  - (* y = l c' + (1 - l) x for a point c' of the ball *)
    set (c' := map (fun i => nth i c 0 + (nth i y 0 - nth i m 0) / l) (seq 0 (dimension p))).
    assert (Nc : forall i, (i < dimension p)%nat -> nth i c' 0 = nth i c 0 + (nth i y 0 - nth i m 0) / l).
    { intros i Hi. unfold c'. set (F := fun i => nth i c 0 + (nth i y 0 - nth i m 0) / l).
      rewrite (nth_indep _ 0 (F 0%nat)) by (now rewrite map_length, seq_length). rewrite (map_nth F), seq_nth by auto. reflexivity. }
    assert (Lc : length c' = dimension p) by (unfold c'; now rewrite map_length, seq_length).
    assert (E : y = blend l c' x).
    { apply nth_ext with (d := 0) (d' := 0); [rewrite blend_length; congruence |]. intros i Hi. rewrite Ly in Hi.
      rewrite blend_nth by congruence. rewrite Nc by auto. unfold m. rewrite blend_nth by congruence. field. lra. }
    rewrite E. apply domain_convex; auto; [lra |]. apply Hball. split; auto. intros i Hi. rewrite Nc by auto.
    specialize (Hy i Hi). replace (nth i c 0 + (nth i y 0 - nth i m 0) / l - nth i c 0) with ((nth i y 0 - nth i m 0) * / l) by (field; lra).
    rewrite Rabs_mult, (Rabs_right (/ l)) by (apply Rle_ge; left; now apply Rinv_0_lt_compat).
    apply Rmult_lt_reg_r with l; auto. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - assert (G : forall i, (i < dimension p)%nat -> Rabs (nth i x 0 - nth i y 0) <= e).
    { intros i Hi. specialize (Hy i Hi). unfold m in Hy. rewrite blend_nth in Hy by congruence.
      pose proof (spread_nth x c i ltac:(congruence)) as S.
      replace (nth i x 0 - nth i y 0)
        with (l * (nth i x 0 - nth i c 0) + - (nth i y 0 - (l * nth i c 0 + (1 - l) * nth i x 0))) by lra.
      eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_mult, Rabs_Ropp, (Rabs_right l) by lra.
      assert (l * Rabs (nth i x 0 - nth i c 0) <= l * spread x c) by (apply Rmult_le_compat_l; lra).
      unfold D in HlD. lra. }
    unfold close. clear -G Lx Ly. revert y Ly G. rewrite <- Lx. clear Lx. induction x as [| p0 x IH]; intros [| q y] Ly G; simpl in Ly; try discriminate; constructor.
    + apply (G 0%nat). simpl; lia.
    + apply IH; [lia |]. intros i Hi. apply (G (S i)). simpl; lia.
Qed.

(* ---- bounds ---- *)
Definition weakly_bounded_piece (d : nat) (bs : list bound) (pc : piece evidence) : bool :=
  match pc with
  | Region l => is_interior d (cell l) (interior (payload l)) && bounds_proved (cell l) (outcome l) bs (proofs (payload l))
  | Thin v => is_sloped d v
  end.

Theorem closed_bounds_sound full p domain tks Ls bs (out : list R -> R) K b :
  feed (dimension p) full tks [start p domain] = Some Ls -> forallb (weakly_bounded_piece (dimension p) bs) Ls = true ->
  (exists l, In (Region l) Ls) -> In b bs -> strictly b = false ->
  (forall x, in_domain p domain x -> nth (target b) (registers p x) None = Some (out x)) ->
  0 <= K -> (forall e x y, 0 <= e -> close e x y -> Rabs (out x - out y) <= K * e) ->
  forall x, in_domain p domain x -> bound_holds b p x.
Proof.
  intros HF HC [l0 Hl0] Hb Hs Hout HK HL x Hx.
  destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. rewrite forallb_forall in HC.
  unfold bound_holds. rewrite Hout, Hs by auto.
  destruct (Rle_dec 0 (Q2R (slope b) * out x + Q2R (offset b))) as [| Hn]; auto. exfalso.
  set (g := - (Q2R (slope b) * out x + Q2R (offset b))). assert (Hg : 0 < g) by (unfold g; lra).
  set (M := Rabs (Q2R (slope b)) * K). assert (HM : 0 <= M) by (apply Rmult_le_pos; [apply Rabs_pos | auto]).
  set (e := g / (2 * (M + 1))). assert (He : 0 < e) by (apply Rdiv_lt_0_compat; lra).
  pose proof (HC _ Hl0) as H0. simpl in H0. apply andb_true_iff in H0. destruct H0 as [Hi _].
  destruct (interior_ball _ _ _ Hi) as [c [r [H1 [H2 H3]]]].
  destruct (generic_nearby p domain (hyperplanes Ls) c r x e) as [y [Hy [Hc HN]]]; auto.
  - intros z Hz. pose proof Hz as [Lz _]. destruct (S2 l0 z Hl0 Lz (inside_holds _ _ (H3 z Hz))) as [A _]. exact A.
  - apply Forall_forall. intros v Hv. apply in_flat_map in Hv. destruct Hv as [[l | w] [Hin Hv]]; [destruct Hv |].
    destruct Hv as [<- | []]. exact (HC _ Hin).
  - destruct (S1 y Hy) as [[l | v] [Hin Hp]].
    + pose proof (HC _ Hin) as Hq. simpl in Hq. apply andb_true_iff in Hq. destruct Hq as [_ Hq].
      pose proof Hy as [Ly _]. destruct (S2 l y Hin Ly Hp) as [_ [E _]].
      pose proof (bounds_proved_sound _ _ y Hp bs _ Hq b Hb) as B. rewrite <- E, Hout, Hs in B by auto.
      specialize (HL e x y ltac:(lra) Hc).
      assert (Rabs (Q2R (slope b) * (out x - out y)) <= M * e).
      { rewrite Rabs_mult. unfold M. rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply Rabs_pos | auto]. }
      assert (2 * (M + 1) * e = g) by (unfold e; field; lra).
      pose proof (Rle_abs (- (Q2R (slope b) * (out x - out y)))) as A. rewrite Rabs_Ropp in A. unfold g in *. lra.
    + rewrite Forall_forall in HN. apply (HN v); auto. apply in_flat_map. exists (Thin v). simpl; auto.
Qed.

(* Layered networks: every output, on the whole domain. *)
Theorem layered_closed_bounds_sound full e ls domain tks Ls bs b i : let p := layered_program e ls in
  shapes_fit e ls = true -> feed (dimension p) full tks [start p domain] = Some Ls ->
  forallb (weakly_bounded_piece e bs) Ls = true -> (exists l, In (Region l) Ls) ->
  In b bs -> strictly b = false ->
  (forall x, length x = e -> nth (target b) (registers p x) None = Some (nth i (layered_output ls x) 0)) ->
  forall x, in_domain p domain x -> bound_holds b p x.
Proof.
  intros p Hf HF HC HL Hb Hs Ht. destruct (layered_lipschitz ls) as [K [HK H]].
  apply (closed_bounds_sound full p domain tks Ls bs (fun x => nth i (layered_output ls x) 0) K b); auto.
  - intros x [Lx _]. now apply Ht.
  - intros d x y Hd Hc. specialize (H d x y Hd Hc). clear -H HK Hd. revert i.
    induction H as [| q q' u u' Hq H IH]; intros [| i]; simpl; auto; rewrite Rminus_0_r, Rabs_R0; apply Rmult_le_pos; auto.
Qed.

(* Spiking networks that are continuous by theorem, behind their encoder: every output is a Lipschitz function. *)
Theorem dominated_output_lipschitz e encoder net i : let p := spiking_program e encoder net in
  dominated_check net = true -> Forall (fun r => length (fst r) = e) encoder -> length encoder = inputs net ->
  (i < length (outputs net))%nat ->
  exists K out, 0 <= K /\
    (forall x, length x = e -> nth (e + size net + i) (registers p x) None = Some (out x)) /\
    (forall d x y, 0 <= d -> close d x y -> Rabs (out x - out y) <= K * d).
Proof.
  intros p Hp He Hi Hout. set (N := real_network net). set (o := nth i (outputs net) 0%nat) in *.
  assert (HO : Forall (fun o => (o < size net)%nat) (outputs net)).
  { pose proof (dominated_check_sound net Hp) as [_ [_ H]]. unfold real_network, size in H; simpl in H. now rewrite !map_length in H. }
  assert (Ho : (o < size net)%nat) by (rewrite Forall_forall in HO; apply HO; now apply nth_In).
  set (y := fun x => affine (real_rows encoder) x).
  assert (Ly : forall x, length (y x) = inputs net) by (intros x; unfold y, affine, real_rows; now rewrite !map_length).
  assert (F : forall x, exists r, firing_times N (y x) = map Some r /\ length r = size net).
  { intros x. destruct (dominated_check_fires net (y x) Hp (Ly x)) as [r Hr]. exists r. split; auto.
    pose proof (f_equal (@length time) Hr) as E. unfold firing_times in E. rewrite fire_all_length, initial_times_length in E.
    unfold N, real_network in E; simpl in E. rewrite !map_length, Ly in E. unfold size. lia. }
  set (out := fun x => if Nat.eqb (length x) e then match nth o (firing_times N (y x)) None with Some t => t - Q2R (output_time net) | None => 0 end else 0).
  assert (V : forall q, length q = size net -> @nth time o (map Some q) None = Some (nth o q 0)).
  { intros q Lq. rewrite (nth_indep _ None (Some 0)) by (rewrite map_length, Lq; exact Ho). apply (map_nth Some). }
  destruct (dominated_check_lipschitz net Hp) as [K [HK KL]].
  exists (K * layer_norm (real_rows encoder)), out. split; [apply Rmult_le_pos; auto; apply layer_norm_nonneg |]. split.
  - intros x Lx. pose proof (spiking_program_computes e encoder net x Lx He Hi HO) as E. cbv zeta in E. unfold p. rewrite E.
    change (affine (real_rows encoder) x) with (y x). change (real_network net) with N.
    destruct (F x) as [r [Fr Lr]]. unfold out. rewrite Lx, Nat.eqb_refl, Fr, (V r Lr).
    rewrite app_nth2 by (rewrite map_length; lia). rewrite map_length. rewrite app_nth2 by (rewrite map_length; lia). rewrite map_length.
    replace (e + size net + i - length x - length r)%nat with i by lia. unfold output_values.
    rewrite (nth_indep _ None (output_value N (y x) 0%nat)) by (rewrite map_length; exact Hout).
    rewrite map_nth. unfold output_value. change (nth i (outputs N) 0%nat) with o.
    change (output_time N) with (Q2R (output_time net)). rewrite Fr, (V r Lr). reflexivity.
  - intros d x x' Hd Hc. unfold out.
    assert (Lc : length x = length x') by (clear -Hc; induction Hc; simpl; auto). rewrite Lc.
    destruct (Nat.eqb_spec (length x') e) as [Lx' |].
    2:{ rewrite Rminus_eq_0, Rabs_R0. repeat apply Rmult_le_pos; auto. apply layer_norm_nonneg. }
    destruct (F x) as [r [Fr Lr]]. destruct (F x') as [s [Fs Ls]]. rewrite Fr, Fs, (V r Lr), (V s Ls).
    pose proof (affine_close d (real_rows encoder) x x' Hd Hc) as AC.
    assert (H0 : 0 <= layer_norm (real_rows encoder) * d) by (apply Rmult_le_pos; auto; apply layer_norm_nonneg).
    pose proof (KL _ (y x) (y x') r s (Ly x) H0 AC Fr Fs) as R. rewrite <- Rmult_assoc in R.
    assert (G : forall j, Rabs (nth j r 0 - nth j s 0) <= K * layer_norm (real_rows encoder) * d).
    { assert (H1 : 0 <= K * layer_norm (real_rows encoder) * d) by (rewrite Rmult_assoc; now apply Rmult_le_pos).
      clear -R H1. induction R as [| a b r s Hab R IH]; intros [| j]; simpl.
      1, 2: rewrite Rminus_0_r, Rabs_R0; auto.
      - exact Hab.
      - apply IH. }
    replace (nth o r 0 - Q2R (output_time net) - (nth o s 0 - Q2R (output_time net))) with (nth o r 0 - nth o s 0) by lra. apply G.
Qed.
