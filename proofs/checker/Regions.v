(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The counts of components: cell-components (keys are patterns), linear-regions (affine maps) and never-regions (some
   output never fires), and the number of distinct maps. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.SpikingNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover.
Require Import Polyspike.checker.Kernel Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Components.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ evidence *)
(* At the point p the row is > 0, or 0 and a multiple of h. *)
Definition on_side (d : nat) (h : vec) (p : list Z) (v : vec) : bool :=
  let s := integer_apply v p in Z.ltb 0 s || (Z.eqb s 0 && proportional (S d) v h).
(* The rows of both cells at a point of a common facet. *)
Definition facet (d : nat) (h : vec) (p : list Z) (rows rows' : list constraint) : bool :=
  match p with
  | q :: p' => Z.ltb 0 q && Nat.eqb (length p') d && is_sloped d h &&
      forallb (on_side d h p) (sloped_rows rows) && forallb (on_side d (scale (-1) h) p) (sloped_rows rows')
  | [] => false
  end.

(* A sum of rows that are >= 0 is a constant <= 0: it is 0, and so are the rows in it, or no point satisfies them. *)
Fixpoint used (cs : list constraint) (ms : multipliers) : list vec :=
  match ms with
  | [] => []
  | (gap, _) :: ms' => match skip gap cs with [] => [] | c :: cs' => vector c :: used cs' ms' end
  end.
Definition blunt (c : constraint) : constraint := Constraint false (vector c).
Definition constant_sum (cs : list constraint) (ms : multipliers) : option Z :=
  match conic (map blunt cs) ms [] false with
  | Some (v, _) => if is_zero (tl v) then Some (hd 0%Z v) else None
  | None => None
  end.
Definition vanishing (cs : list constraint) (ms : multipliers) : bool :=
  match constant_sum cs ms with Some k => Z.leb k 0 | None => false end.
Definition impossible (cs : list constraint) (ms : multipliers) : bool :=
  match constant_sum cs ms with Some k => Z.ltb k 0 | None => false end.
(* The cells share no facet. *)
Definition no_facet (d : nat) (rows rows' : list constraint) (sums : list multipliers) : bool :=
  let cs := rows ++ rows' in
  forallb (vanishing cs) sums &&
  (existsb (impossible cs) sums ||
   match filter (is_sloped d) (flat_map (used (map blunt cs)) sums) with u :: vs => existsb (crossing d u) vs | [] => false end).

Lemma conic_value ms : forall cs acc st v s X, conic cs ms acc st = Some (v, s) -> (forall c, In c cs -> 0 <= apply (vector c) X) ->
  apply acc X <= apply v X /\ (apply v X <= apply acc X -> forall u, In u (used cs ms) -> apply u X = 0).
Proof.
  induction ms as [| [gap l] ms IH]; intros cs acc st v s X H HC; simpl in H.
  - injection H as <- <-. split; [lra | intros _ u []].
  - simpl used. destruct (skip gap cs) as [| c cs'] eqn:E; [discriminate |].
    assert (Hin : forall k, In k (c :: cs') -> 0 <= apply (vector k) X) by (intros k Hk; apply HC, (skip_incl gap); now rewrite E).
    destruct (IH _ _ _ _ _ X H) as [I1 I2]; [intros k Hk; apply Hin; simpl; auto |].
    rewrite apply_add_multiple in I1, I2. pose proof (positive_R l) as Hl. pose proof (Hin c (or_introl eq_refl)) as Hc0.
    assert (0 <= IZR (Zpos l) * apply (vector c) X) by (apply Rmult_le_pos; lra). split; [lra |].
    intros Hle u [<- | Hu]; [| apply I2; auto; lra].
    assert (IZR (Zpos l) * apply (vector c) X = 0) by lra. apply Rmult_integral in H1. destruct H1; lra.
Qed.

Lemma sloped_somewhere d v : is_sloped d v = true -> somewhere d (at_point v).
Proof.
  intros H. destruct (sloped_coordinate d v H) as [i [k [Hi [Hk HE]]]].
  set (o := repeat 0 d). assert (Lo : length o = d) by apply repeat_length.
  destruct (Req_dec (at_point v o) 0) as [E |]; [| exists o; auto]. exists (set_nth i (nth i o 0 + 1) o).
  split; [now rewrite set_nth_length |]. unfold at_point in *. specialize (HE o (nth i o 0 + 1) Lo). intros K. rewrite K, E in HE.
  apply Hk. lra.
Qed.

Section Cells.
Variables (full : bool) (p : program) (domain : list constraint) (tks : list (token evidence)) (Ls : list (piece evidence)).
Let d := dimension p.
Hypothesis fed : feed (dimension p) full tks [start p domain] = Some Ls.
Hypothesis all_counted : forallb (counted (dimension p)) Ls = true.

Lemma counted_inner l : In (Region l) Ls -> exists c, length c = d /\ inside (cell l) (1 :: c).
Proof.
  intros Hl. rewrite forallb_forall in all_counted. destruct (interior_point _ _ _ (all_counted _ Hl)) as [c [C1 [C2 _]]]. eauto.
Qed.
Lemma open_inside {A} (l : leaf evidence) (a : A) n x : In (Region l) Ls -> open_cell d (Keyed (sloped_rows (cell l)) a n) x -> inside (cell l) (1 :: x).
Proof. intros Hl [_ H]. destruct (counted_inner l Hl) as [c [_ C]]. apply inside_from; eauto. Qed.
Lemma inside_open {A} (l : leaf evidence) (a : A) n x : length x = d -> inside (cell l) (1 :: x) -> open_cell d (Keyed (sloped_rows (cell l)) a n) x.
Proof. intros Lx H. split; auto. intros v Hv. now apply (sloped_inside (cell l)). Qed.
Lemma shut_rows {A} (l : leaf evidence) (a : A) n x c : In (Region l) Ls -> length x = d -> shut_cell (Keyed (sloped_rows (cell l)) a n) x ->
  In c (cell l) -> 0 <= at_point (vector c) x.
Proof.
  intros Hl Lx Hs Hc. destruct (is_constant (vector c)) eqn:E.
  - destruct (counted_inner l Hl) as [y [_ Hy]]. apply inside_holds in Hy. unfold all_hold in Hy. rewrite Forall_forall in Hy.
    specialize (Hy c Hc). rewrite (constant_value _ x y E). unfold holds in Hy. unfold at_point. destruct (is_strict c); lra.
  - apply Hs. unfold sloped_rows. apply in_map, filter_In. rewrite E. auto.
Qed.

(* ---- what the evidence proves ---- *)
Lemma facet_linked {A} h q rows rows' (a b : A) m n : facet d h q rows rows' = true ->
  linked d (Keyed (sloped_rows rows) a m) (Keyed (sloped_rows rows') b n).
Proof.
  unfold facet. destruct q as [| q0 q]; [discriminate |]. rewrite !andb_true_iff.
  intros [[[[H1 H2] H3] H4] H5]. apply Z.ltb_lt in H1. apply Nat.eqb_eq in H2.
  assert (Hq : 0 < IZR q0) by now apply (IZR_lt 0). set (y := map (fun k => IZR k / IZR q0) q).
  assert (Ly : length y = d) by (unfold y; now rewrite map_length).
  assert (V : forall v, IZR (integer_apply v (q0 :: q)) = IZR q0 * at_point v y).
  { intros v. pose proof (integer_apply_scaled v q0 q Hq) as E. cbn [map] in E. fold y in E.
    replace (IZR q0 / IZR q0) with 1 in E by (field; lra). fold (at_point v y) in E. rewrite E. field. lra. }
  assert (S : forall g vs, forallb (on_side d g (q0 :: q)) vs = true -> forall v, In v vs ->
    0 < at_point v y \/ (at_point v y = 0 /\ forall x, length x = d -> 0 < at_point g x -> 0 < at_point v x)).
  { intros g vs Hf v Hv. rewrite forallb_forall in Hf. specialize (Hf v Hv). unfold on_side in Hf. apply orb_true_iff in Hf.
    destruct Hf as [Hf | Hf].
    - left. apply Z.ltb_lt, IZR_lt in Hf. rewrite V in Hf. apply Rmult_lt_reg_l with (IZR q0); lra.
    - right. apply andb_true_iff in Hf. destruct Hf as [F1 F2]. apply Z.eqb_eq in F1. split.
      + pose proof (V v) as Vv. rewrite F1 in Vv. symmetry in Vv. apply Rmult_integral in Vv. destruct Vv; lra.
      + intros x Lx Hx. destruct (proportional_sound _ _ _ F2) as [k [Hk E]].
        unfold at_point in *. rewrite (E (1 :: x)) by (simpl; congruence). now apply Rmult_lt_0_compat. }
  exists y, h. split; auto. split; [now apply sloped_somewhere |]. split; intros v Hv; simpl in Hv; eapply S; eauto.
Qed.

Lemma no_facet_separated {A} (l l' : leaf evidence) (a b : A) m n sums : In (Region l) Ls -> In (Region l') Ls ->
  no_facet d (cell l) (cell l') sums = true -> separated d (Keyed (sloped_rows (cell l)) a m) (Keyed (sloped_rows (cell l')) b n).
Proof.
  intros Hl Hl' H. unfold no_facet in H. apply andb_true_iff in H. destruct H as [Hv H]. rewrite forallb_forall in Hv.
  set (cs := cell l ++ cell l') in *.
  assert (Pos : forall x, length x = d -> shut_cell (Keyed (sloped_rows (cell l)) a m) x -> shut_cell (Keyed (sloped_rows (cell l')) b n) x ->
    forall c, In c (map blunt cs) -> 0 <= apply (vector c) (1 :: x)).
  { intros x Lx S S' c Hc. apply in_map_iff in Hc. destruct Hc as [k [<- Hk]]. apply in_app_or in Hk.
    change (0 <= at_point (vector k) x). destruct Hk as [Hk | Hk]; [apply (shut_rows l a m) | apply (shut_rows l' b n)]; auto. }
  assert (Sum : forall ms k x, constant_sum cs ms = Some k -> length x = d -> shut_cell (Keyed (sloped_rows (cell l)) a m) x ->
    shut_cell (Keyed (sloped_rows (cell l')) b n) x -> 0 <= IZR k /\ (IZR k <= 0 -> forall u, In u (used (map blunt cs) ms) -> at_point u x = 0)).
  { intros ms k x Hk Lx S S'. unfold constant_sum in Hk. destruct (conic (map blunt cs) ms [] false) as [[v st] |] eqn:E; [| discriminate].
    destruct (is_zero (tl v)) eqn:Ez; [| discriminate]. injection Hk as <-.
    destruct (conic_value ms _ _ _ _ _ (1 :: x) E (Pos x Lx S S')) as [B1 B2]. simpl in B1, B2.
    rewrite apply_hd, (is_zero_apply _ Ez) in B1, B2. split; [lra |]. intros Hle u Hu. unfold at_point. apply B2; [lra | exact Hu]. }
  apply orb_true_iff in H. destruct H as [H | H].
  - left. intros x Lx S S'. apply existsb_exists in H. destruct H as [ms [_ H]]. unfold impossible in H.
    destruct (constant_sum cs ms) as [k |] eqn:E; [| discriminate]. apply Z.ltb_lt, IZR_lt in H.
    destruct (Sum ms k x E Lx S S'). lra.
  - right. destruct (filter (is_sloped d) (flat_map (used (map blunt cs)) sums)) as [| u vs] eqn:E; [discriminate |].
    apply existsb_exists in H. destruct H as [v [H1 H2]].
    assert (U : forall w, In w (u :: vs) -> is_sloped d w = true /\ forall x, length x = d ->
      shut_cell (Keyed (sloped_rows (cell l)) a m) x -> shut_cell (Keyed (sloped_rows (cell l')) b n) x -> at_point w x = 0).
    { intros w Hw. rewrite <- E in Hw. apply filter_In in Hw. destruct Hw as [Hw Hs]. split; auto. intros x Lx S S'.
      apply in_flat_map in Hw. destruct Hw as [ms [M1 M2]]. specialize (Hv ms M1). unfold vanishing in Hv.
      destruct (constant_sum cs ms) as [k |] eqn:Ek; [| discriminate]. apply Z.leb_le, IZR_le in Hv.
      destruct (Sum ms k x Ek Lx S S') as [_ Z]. auto. }
    destruct (U u (or_introl eq_refl)) as [U1 U2]. destruct (U v (or_intror H1)) as [V1 V2].
    exists u, v. split; [now apply sloped_somewhere |]. split; [now apply sloped_somewhere |]. split; auto.
Qed.

(* ------------------------------------------------------------------ leaves with labels, by key *)
(* The leaves, each with the number of its component. *)
Variable leaves : list (leaf evidence * nat).
Hypothesis leaves_are : forall l, In (Region l) Ls <-> exists n, In (l, n) leaves.

Section Kind.
Context {A : Type}.
Variables (key_of : leaf evidence -> option A) (has : A -> list R -> Prop) (same : A -> A -> bool).
Definition keyed_cells : list (keyed (A := A)) :=
  flat_map (fun ln => match key_of (fst ln) with Some a => [Keyed (sloped_rows (cell (fst ln))) a (snd ln)] | None => [] end) leaves.

Hypothesis same_means : forall a b, same a b = true -> forall x, length x = d -> (has a x <-> has b x).
Hypothesis same_sym : forall a b, same a b = true -> same b a = true.
Hypothesis same_trans : forall a b c, same a b = true -> same b c = true -> same a c = true.
Hypothesis has_domain : forall a x, has a x -> in_domain p domain x.
Hypothesis leaf_means : forall l a x, In (Region l) Ls -> key_of l = Some a -> in_domain p domain x -> inside (cell l) (1 :: x) -> has a x.
Hypothesis leaf_has : forall l a x, In (Region l) Ls -> in_domain p domain x -> inside (cell l) (1 :: x) -> has a x -> exists b, key_of l = Some b.
Hypothesis ball_same : forall a b x r, length x = d -> 0 < r -> (forall z, in_ball d x r z -> has a z /\ has b z) -> same a b = true.

Lemma keyed_cells_in c : In c keyed_cells <-> exists l n a, In (l, n) leaves /\ key_of l = Some a /\ c = Keyed (sloped_rows (cell l)) a n.
Proof.
  unfold keyed_cells. rewrite in_flat_map. split.
  - intros [[l n] [H1 H2]]. simpl in H2. destruct (key_of l) as [a |] eqn:E; [| contradiction]. destruct H2 as [<- | []]. eauto 10.
  - intros [l [n [a [H1 [H2 ->]]]]]. exists (l, n). split; auto. simpl. rewrite H2. simpl; auto.
Qed.
Lemma leaf_domain l x : In (Region l) Ls -> length x = d -> inside (cell l) (1 :: x) -> in_domain p domain x /\ registers p x = times (outcome l) x /\
  activation p x = decisions l.
Proof.
  intros Hl Lx Hx. destruct (certificate_sound full p domain tks Ls fed) as [_ S2].
  destruct (S2 l x Hl Lx (inside_holds _ _ Hx)) as [A1 [A2 A3]]. auto.
Qed.

(* What the counting of components asks of the cells. *)
Lemma has_length a x : has a x -> length x = d.
Proof. intros Hx. apply has_domain in Hx. apply Hx. Qed.

Lemma cells_inner c : In c keyed_cells -> exists x, open_cell d c x.
Proof.
  intros Hc. apply keyed_cells_in in Hc. destruct Hc as [l [n [a [H1 [H2 ->]]]]].
  destruct (counted_inner l) as [y [Ly Hy]]; [apply leaves_are; eauto |]. exists y. now apply inside_open.
Qed.

Lemma cells_mean c x : In c keyed_cells -> open_cell d c x -> has (key c) x.
Proof.
  intros Hc Hx. apply keyed_cells_in in Hc. destruct Hc as [l [n [a [H1 [H2 ->]]]]]. simpl.
  assert (Hl : In (Region l) Ls) by (apply leaves_are; eauto). pose proof (open_inside l a n x Hl Hx) as Hi.
  destruct (leaf_domain l x Hl (proj1 Hx) Hi) as [Hd _]. now apply (leaf_means l).
Qed.

Lemma borders_somewhere v : In v (borders d Ls) -> somewhere d (at_point v).
Proof.
  intros Hv. apply sloped_somewhere. pose proof (borders_sloped d Ls all_counted) as B. rewrite Forall_forall in B. auto.
Qed.

Lemma cells_cover a x : has a x -> (forall v, In v (borders d Ls) -> at_point v x <> 0) -> exists c, In c keyed_cells /\ open_cell d c x.
Proof.
  intros Hx Hb. pose proof all_counted as HC. rewrite forallb_forall in HC. pose proof (has_domain a x Hx) as Hd. pose proof Hd as [Lx _].
  destruct (certificate_sound full p domain tks Ls fed) as [S1 _]. destruct (S1 x Hd) as [[l | v] [Hin Hp]].
  - assert (Hi : inside (cell l) (1 :: x)).
    { apply (inside_off_borders d Ls l x Hin (HC _ Hin) Lx Hp). apply Forall_forall. exact Hb. }
    destruct (leaf_has l a x Hin Hd Hi Hx) as [b Hk]. apply leaves_are in Hin. destruct Hin as [n Hn].
    exists (Keyed (sloped_rows (cell l)) b n). split; [apply keyed_cells_in; eauto 10 | now apply inside_open].
  - exfalso. refine (Hb v _ Hp). unfold borders. apply in_or_app. left. apply in_flat_map. exists (Thin v). simpl; auto.
Qed.

Lemma cells_told_apart a c x r : In c keyed_cells -> length x = d -> 0 < r ->
  (forall z, in_ball d x r z -> has a z /\ has (key c) z) -> same a (key c) = true.
Proof. intros Hc Lx Hr H. apply (ball_same a (key c) x r); auto. Qed.

(* The number of components, from roots that all cells reach through facets, and evidence that roots of one key are apart. *)
Theorem components_sound roots : (forall c, In c roots -> In c keyed_cells) ->
  (forall c, In c keyed_cells -> exists r, In r roots /\ same (key c) (key r) = true /\ reached d same keyed_cells c r) ->
  (forall i j r s, i <> j -> nth_error roots i = Some r -> nth_error roots j = Some s -> same (key r) (key s) = true -> label r <> label s) ->
  (forall l m l' n a b, In (l, m) leaves -> In (l', n) leaves -> key_of l = Some a -> key_of l' = Some b -> same a b = true -> m <> n ->
     exists sums, no_facet d (cell l) (cell l') sums = true) ->
  number_of_components d has (length roots).
Proof.
  intros R1 R2 R3 R4.
  apply (components_counted d has same keyed_cells (borders d Ls)); auto.
  - exact has_length.
  - exact cells_inner.
  - exact cells_mean.
  - exact borders_somewhere.
  - exact cells_cover.
  - exact cells_told_apart.
  - intros c c' Hc Hc' Hs Hn. apply keyed_cells_in in Hc. apply keyed_cells_in in Hc'.
    destruct Hc as [l [m [a [H1 [H2 ->]]]]], Hc' as [l' [n [b [H1' [H2' ->]]]]]. simpl in Hs, Hn.
    destruct (R4 l m l' n a b H1 H1' H2 H2' Hs Hn) as [sums HN]. apply (no_facet_separated l l' a b m n sums); auto; apply leaves_are; eauto.
Qed.

(* The keys that hold on some ball are those of the leaves. *)
Theorem keys_sound a : (exists x r, length x = d /\ 0 < r /\ forall z, in_ball d x r z -> has a z) <->
  exists l b, In (Region l) Ls /\ key_of l = Some b /\ same a b = true.
Proof.
  assert (K : (exists x r, length x = d /\ 0 < r /\ forall z, in_ball d x r z -> has a z) <-> exists c, In c keyed_cells /\ same a (key c) = true).
  { apply (keys_found d has same keyed_cells (borders d Ls)); auto.
    - exact cells_inner.
    - exact cells_mean.
    - exact borders_somewhere.
    - exact cells_cover.
    - exact cells_told_apart. }
  rewrite K. split.
  - intros [c [Hc Hs]]. apply keyed_cells_in in Hc. destruct Hc as [l [n [b [H1 [H2 ->]]]]]. exists l, b. split; [apply leaves_are; eauto | auto].
  - intros [l [b [H1 [H2 H3]]]]. apply leaves_are in H1. destruct H1 as [n Hn]. exists (Keyed (sloped_rows (cell l)) b n).
    split; [apply keyed_cells_in; eauto 10 | auto].
Qed.
End Kind.

(* ------------------------------------------------------------------ patterns *)
Definition same_pattern (a b : list decision) : bool := if list_eq_dec decision_eq_dec a b then true else false.
Definition has_pattern (a : list decision) (x : list R) : Prop := in_domain p domain x /\ activation p x = a.
Definition pattern_of (l : leaf evidence) : option (list decision) := Some (decisions l).
Lemma same_pattern_eq a b : same_pattern a b = true <-> a = b.
Proof. unfold same_pattern. destruct (list_eq_dec decision_eq_dec a b); split; congruence. Qed.

(* [roots] has one cell of every component; leaves with one number are in one component. *)
Definition rooted {A} (key_of : leaf evidence -> option A) (same : A -> A -> bool) (roots : list keyed) : Prop :=
  (forall c, In c roots -> In c (keyed_cells key_of)) /\
  (forall c, In c (keyed_cells key_of) -> exists r, In r roots /\ same (key c) (key r) = true /\ reached d same (keyed_cells key_of) c r) /\
  (forall i j r s, i <> j -> nth_error roots i = Some r -> nth_error roots j = Some s -> same (key r) (key s) = true -> label r <> label s).
Definition apart_by_facets {A} (key_of : leaf evidence -> option A) (same : A -> A -> bool) : Prop :=
  forall l m l' n a b, In (l, m) leaves -> In (l', n) leaves -> key_of l = Some a -> key_of l' = Some b -> same a b = true -> m <> n ->
    exists sums, no_facet d (cell l) (cell l') sums = true.

Theorem cell_components_sound roots : rooted pattern_of same_pattern roots -> apart_by_facets pattern_of same_pattern ->
  number_of_components d has_pattern (length roots).
Proof.
  intros [R1 [R2 R3]] R4. apply (components_sound pattern_of has_pattern same_pattern); auto.
  - intros a b H x _. apply same_pattern_eq in H. subst. tauto.
  - intros a b H. apply same_pattern_eq in H. subst. now apply same_pattern_eq.
  - intros a b c H K. apply same_pattern_eq in H. apply same_pattern_eq in K. subst. now apply same_pattern_eq.
  - intros a x [H _]. exact H.
  - intros l a x Hl E Hd Hi. injection E as <-. split; auto. apply (leaf_domain l x Hl (proj1 Hd) Hi).
  - intros l a x _ _ _ _. eexists; reflexivity.
  - intros a b x r Lx Hr H. destruct (H x (in_ball_center d x r Lx Hr)) as [[_ H1] [_ H2]]. apply same_pattern_eq. congruence.
Qed.

(* ------------------------------------------------------------------ affine maps *)
Variable outs : list nat.
Fixpoint forms_at (os : list nat) (rs : symbolic) : option (list form) :=
  match os with
  | [] => Some []
  | o :: os' => match nth o rs None, forms_at os' rs with Some f, Some fs => Some (f :: fs) | _, _ => None end
  end.
Definition map_of (l : leaf evidence) : option (list form) := forms_at outs (outcome l).
Definition has_map (fs : list form) (x : list R) : Prop :=
  in_domain p domain x /\ map (fun o => nth o (registers p x) None) outs = map (fun f => Some (value_at f x)) fs.
Definition same_on (n : nat) (f g : form) : bool := is_zero (firstn (S n) (numerators (subtract f g))).
Fixpoint same_map (n : nat) (fs gs : list form) : bool :=
  match fs, gs with [], [] => true | f :: fs', g :: gs' => same_on n f g && same_map n fs' gs' | _, _ => false end.

Lemma first_entries_zero n : forall v x, is_zero (firstn n v) = true -> length x = n -> apply v x = 0.
Proof.
  induction n as [| n IH]; intros v [| y x] H Hl; simpl in Hl; try discriminate; [apply apply_nil |].
  destruct v as [| k v]; simpl in *; auto. apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. subst.
  rewrite (IH v x H2) by lia. lra.
Qed.
Lemma zero_entries n v : (forall i, (i < n)%nat -> nth i v 0%Z = 0%Z) -> is_zero (firstn n v) = true.
Proof.
  revert v. induction n as [| n IH]; intros [| k v] H; auto. simpl. pose proof (H 0%nat ltac:(lia)) as H0. simpl in H0. subst.
  apply IH. intros i Hi. apply (H (S i)). lia.
Qed.
Lemma same_on_value f g : same_on d f g = true <-> forall x, length x = d -> value_at f x = value_at g x.
Proof.
  assert (V : forall x, value_at f x - value_at g x = at_point (numerators (subtract f g)) x / IZR (Zpos (denominator (subtract f g)))).
  { intros x. unfold value_at, at_point. rewrite <- value_subtract. reflexivity. }
  pose proof (positive_R (denominator (subtract f g))) as Hd. unfold same_on. split.
  - intros H x Lx. specialize (V x). unfold at_point in V. rewrite (first_entries_zero _ _ _ H) in V by (simpl; congruence). unfold Rdiv in V. lra.
  - intros H. apply zero_entries.
    assert (Z0 : forall x, length x = d -> at_point (numerators (subtract f g)) x = 0).
    { intros x Lx. specialize (V x). rewrite H in V by auto. apply Rmult_eq_reg_r with (/ IZR (Zpos (denominator (subtract f g)))).
      - unfold Rdiv in V. lra.
      - apply Rgt_not_eq. now apply Rinv_0_lt_compat. }
    assert (O : hd 0%Z (numerators (subtract f g)) = 0%Z).
    { apply eq_IZR. rewrite <- (origin_value d). apply Z0, axis_length. }
    intros [| i] Hi; [now rewrite nth_hd |].
    pose proof (Z0 (axis d i) (axis_length d i)) as E. rewrite axis_value, O in E by lia. apply eq_IZR. lra.
Qed.
Lemma same_map_value fs : forall gs, same_map d fs gs = true <->
  Forall2 (fun f g => forall x, length x = d -> value_at f x = value_at g x) fs gs.
Proof.
  induction fs as [| f fs IH]; intros [| g gs]; simpl; split; intros H; try discriminate; try constructor; try inversion H; auto.
  - apply andb_true_iff in H. now apply same_on_value.
  - apply andb_true_iff in H. now apply IH.
  - subst. apply andb_true_iff. split; [now apply same_on_value | now apply IH].
Qed.
Lemma same_map_values fs gs x : same_map d fs gs = true -> length x = d -> map (fun f => Some (value_at f x)) fs = map (fun g => Some (value_at g x)) gs.
Proof. rewrite same_map_value. intros H Lx. induction H; simpl; auto. f_equal; auto. now rewrite H. Qed.

Lemma forms_at_values os rs x : forall fs, forms_at os rs = Some fs -> map (fun o => nth o (times rs x) None) os = map (fun f => Some (value_at f x)) fs.
Proof.
  induction os as [| o os IH]; intros fs H; simpl in H; [injection H as <-; auto |]. simpl. rewrite times_nth.
  destruct (nth o rs None) as [f |]; [| discriminate]. destruct (forms_at os rs) as [gs |]; [| discriminate].
  injection H as <-. simpl. f_equal. now apply IH.
Qed.
Lemma values_finite os rs x : forall fs, map (fun o => nth o (times rs x) None) os = map (fun f => Some (value_at f x)) fs ->
  exists gs, forms_at os rs = Some gs.
Proof.
  induction os as [| o os IH]; intros fs H; simpl; [eauto |]. destruct fs as [| f fs]; simpl in H; [discriminate |].
  injection H as H1 H2. rewrite times_nth in H1. destruct (nth o rs None); [| discriminate]. destruct (IH fs H2) as [gs ->]. eauto.
Qed.

Lemma map_facts :
  (forall a b, same_map d a b = true -> forall x, length x = d -> (has_map a x <-> has_map b x)) /\
  (forall a b, same_map d a b = true -> same_map d b a = true) /\
  (forall a b c, same_map d a b = true -> same_map d b c = true -> same_map d a c = true) /\
  (forall l a x, In (Region l) Ls -> map_of l = Some a -> in_domain p domain x -> inside (cell l) (1 :: x) -> has_map a x) /\
  (forall l a x, In (Region l) Ls -> in_domain p domain x -> inside (cell l) (1 :: x) -> has_map a x -> exists b, map_of l = Some b) /\
  (forall a b x r, length x = d -> 0 < r -> (forall z, in_ball d x r z -> has_map a z /\ has_map b z) -> same_map d a b = true).
Proof.
  split; [| split; [| split; [| split; [| split]]]].
  - intros a b H x Lx. unfold has_map. now rewrite (same_map_values a b x H Lx).
  - intros a b. rewrite !same_map_value. induction 1; constructor; auto. intros z Lz. symmetry. auto.
  - intros a b c H K. apply same_map_value in H. apply same_map_value in K. apply same_map_value. revert c K.
    induction H as [| f g a b Hfg _ IH]; intros c K; inversion K; subst; constructor; auto. intros z Lz. rewrite Hfg; auto.
  - intros l a x Hl E Hd Hi. split; auto. destruct (leaf_domain l x Hl (proj1 Hd) Hi) as [_ [-> _]]. now apply forms_at_values.
  - intros l a x Hl Hd Hi [_ H]. destruct (leaf_domain l x Hl (proj1 Hd) Hi) as [_ [E _]]. rewrite E in H. eapply values_finite; eauto.
  - intros a b x r Lx Hr H.
    assert (G : forall z, in_ball d x r z -> map (fun f => Some (value_at f z)) a = map (fun g => Some (value_at g z)) b).
    { intros z Hz. destruct (H z Hz) as [[_ H1] [_ H2]]. congruence. }
    clear H. revert b G. induction a as [| f a IH]; intros [| g b] G; auto; try (specialize (G x (in_ball_center d x r Lx Hr)); discriminate).
    simpl. apply andb_true_iff. split; [| apply IH; intros z Hz; specialize (G z Hz); simpl in G; congruence].
    destruct (same_on d f g) eqn:E; auto. exfalso. set (v := numerators (subtract f g)).
    assert (V : forall z, in_ball d x r z -> at_point v z = 0).
    { intros z Hz. specialize (G z Hz). simpl in G. injection G as G _. unfold at_point, v. rewrite value_numerators, value_subtract.
      unfold value_at in G. rewrite G. lra. }
    assert (N : ~ somewhere d (at_point v)).
    { intros HS. destruct (generic_in_ball d [at_point v] x r x) as [q [Q1 Q2]]; auto.
      - constructor; [apply affine_row | constructor].
      - intros F [<- | []]. auto.
      - now apply in_ball_center.
      - apply (Q2 _ (or_introl eq_refl)). auto. }
    assert (same_on d f g = true); [| congruence]. apply same_on_value. intros z Lz.
    destruct (Req_dec (at_point v z) 0) as [Ez |]; [| exfalso; apply N; exists z; auto].
    unfold at_point, v in Ez. rewrite value_numerators, value_subtract in Ez. pose proof (positive_R (denominator (subtract f g))).
    apply Rmult_integral in Ez. unfold value_at. destruct Ez; lra.
Qed.

Theorem linear_regions_sound roots : rooted map_of (same_map d) roots -> apart_by_facets map_of (same_map d) ->
  number_of_components d has_map (length roots).
Proof.
  intros [R1 [R2 R3]] R4. destruct map_facts as [F1 [F2 [F3 [F4 [F5 F6]]]]].
  apply (components_sound map_of has_map (same_map d)); auto. intros a x [H _]. exact H.
Qed.
(* The affine maps that the outputs are on some ball of the domain are those of the leaves. *)
Theorem distinct_maps_sound fs : (exists x r, length x = d /\ 0 < r /\ forall z, in_ball d x r z -> has_map fs z) <->
  exists l gs, In (Region l) Ls /\ map_of l = Some gs /\ same_map d fs gs = true.
Proof.
  destruct map_facts as [F1 [F2 [F3 [F4 [F5 F6]]]]]. apply (keys_sound map_of has_map (same_map d)); auto. intros a x [H _]. exact H.
Qed.

(* ------------------------------------------------------------------ where an output never fires *)
Definition silent_of (l : leaf evidence) : option unit := match map_of l with Some _ => None | None => Some tt end.
Definition has_silence (_ : unit) (x : list R) : Prop := in_domain p domain x /\ exists o, In o outs /\ nth o (registers p x) None = None.
Lemma forms_at_none os rs x : forms_at os rs = None <-> exists o, In o os /\ nth o (times rs x) None = None.
Proof.
  induction os as [| o os IH]; simpl; [split; [discriminate | intros [o [[] _]]] |].
  destruct (nth o rs None) as [f |] eqn:E.
  - destruct (forms_at os rs) as [fs |].
    + split; [discriminate |]. intros [q [[<- | Hq] K]]; [rewrite times_nth, E in K; discriminate |].
      assert (W : Some fs = None) by (apply IH; eauto). discriminate.
    + split; auto. intros _. destruct (proj1 IH eq_refl) as [q [Hq K]]. eauto.
  - split; auto. intros _. exists o. rewrite times_nth, E. auto.
Qed.
Theorem never_regions_sound roots : rooted silent_of (fun _ _ => true) roots -> apart_by_facets silent_of (fun _ _ => true) ->
  number_of_components d has_silence (length roots).
Proof.
  intros [R1 [R2 R3]] R4. apply (components_sound silent_of has_silence (fun _ _ => true)); auto.
  - intros [] [] _ x _. tauto.
  - intros a x [H _]. exact H.
  - intros l a x Hl E Hd Hi. split; auto. destruct (leaf_domain l x Hl (proj1 Hd) Hi) as [_ [-> _]].
    unfold silent_of, map_of in E. apply forms_at_none. destruct (forms_at outs (outcome l)); [discriminate | auto].
  - intros l a x Hl Hd Hi [_ H]. destruct (leaf_domain l x Hl (proj1 Hd) Hi) as [_ [Er _]]. rewrite Er in H.
    apply forms_at_none in H. unfold silent_of, map_of. rewrite H. eauto.
Qed.
End Cells.
