(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Counting components. A key is what a cell is counted by: its pattern, its affine map, or that an output never fires. The
   points with a key, but for a set without inner points, fall into components, joined by chains of segments. Cells that
   share a facet are in one component; cells that meet in less than a facet join nothing. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Closure Polyspike.checker.Pieces.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ the unit interval *)
(* What is locally constant on [0, 1] is constant. *)
Lemma locally_constant (T : R -> nat -> Prop) n m :
  (forall t, 0 <= t <= 1 -> exists k e, 0 < e /\ T t k /\ forall s, 0 <= s <= 1 -> Rabs (s - t) < e -> T s k) ->
  (forall t k l, 0 <= t <= 1 -> T t k -> T t l -> k = l) -> T 0 n -> T 1 m -> n = m.
Proof.
  intros L U H0 H1. destruct (completeness (fun t => 0 <= t <= 1 /\ T t n)) as [b [B1 B2]].
  { exists 1. intros t [Ht _]. lra. }
  { exists 0. split; [lra | auto]. }
  assert (Hb : 0 <= b <= 1). { split; [apply B1; split; [lra | auto] | apply B2; intros t [Ht _]; lra]. }
  destruct (L b Hb) as [k [e [He [Tk Near]]]].
  assert (Ek : k = n).
  { destruct (Nat.eq_dec k n) as [| Hne]; auto. exfalso. assert (b <= b - e); [| lra]. apply B2. intros t [Ht Tn].
    destruct (Rle_dec t (b - e)); auto. exfalso. apply Hne. assert (t <= b) by (apply B1; split; auto).
    apply (U t); auto. apply Near; auto. unfold Rabs. destruct (Rcase_abs (t - b)); lra. }
  subst k. destruct (Rle_lt_or_eq_dec b 1 (proj2 Hb)) as [Hlt | ->]; [| apply (U 1); auto; lra].
  exfalso. set (s := b + Rmin (e / 2) (1 - b)). pose proof (Rmin_l (e / 2) (1 - b)). pose proof (Rmin_r (e / 2) (1 - b)).
  assert (0 < Rmin (e / 2) (1 - b)) by (apply Rmin_glb_lt; lra).
  assert (s <= b); [| unfold s in *; lra]. apply B1. split; [unfold s; lra |]. apply Near; [unfold s; lra |].
  unfold s. rewrite Rabs_right; lra.
Qed.

(* ------------------------------------------------------------------ balls *)
Section Components.
Variable d : nat.

Lemma in_ball_center c r : length c = d -> 0 < r -> in_ball d c r c.
Proof. intros Hc Hr. split; auto. intros i _. rewrite Rminus_eq_0, Rabs_R0. auto. Qed.
Lemma in_ball_inner c r y : length c = d -> in_ball d c r y -> exists e, 0 < e /\ forall z, in_ball d y e z -> in_ball d c r z.
Proof.
  intros Hc [Hy H].
  assert (G : forall n, (n <= d)%nat -> exists e, 0 < e /\ forall i, (i < n)%nat -> Rabs (nth i y 0 - nth i c 0) + e <= r).
  { induction n as [| n IH]; intros Hn; [exists 1; split; [lra | intros; lia] |]. destruct (IH ltac:(lia)) as [e [E1 E2]].
    pose proof (H n ltac:(lia)). exists (Rmin e (r - Rabs (nth n y 0 - nth n c 0))). split; [apply Rmin_glb_lt; lra |].
    intros i Hi. destruct (Nat.eq_dec i n) as [-> |].
    - pose proof (Rmin_r e (r - Rabs (nth n y 0 - nth n c 0))). lra.
    - specialize (E2 i ltac:(lia)). pose proof (Rmin_l e (r - Rabs (nth n y 0 - nth n c 0))). lra. }
  destruct (G d (le_n d)) as [e [E1 E2]]. exists e. split; auto. intros z [Hz Z]. split; auto. intros i Hi.
  specialize (E2 i Hi). specialize (Z i Hi). replace (nth i z 0 - nth i c 0) with (nth i z 0 - nth i y 0 + (nth i y 0 - nth i c 0)) by lra.
  eapply Rle_lt_trans; [apply Rabs_triang |]. lra.
Qed.
Lemma ball_convex c r l x y : 0 <= l <= 1 -> in_ball d c r x -> in_ball d c r y -> in_ball d c r (blend l x y).
Proof.
  intros Hl [Lx Hx] [Ly Hy]. split; [rewrite blend_length; congruence |]. intros i Hi. rewrite blend_nth by congruence.
  specialize (Hx i Hi). specialize (Hy i Hi).
  apply Rabs_def2 in Hx. apply Rabs_def2 in Hy. destruct (Req_dec l 0) as [-> |]; [apply Rabs_def1; lra |].
  set (p := nth i x 0 - nth i c 0) in *. set (q := nth i y 0 - nth i c 0) in *.
  replace (l * nth i x 0 + (1 - l) * nth i y 0 - nth i c 0) with (l * p + (1 - l) * q) by (unfold p, q; lra).
  assert (0 < l * (r - p)) by (apply Rmult_lt_0_compat; lra). assert (0 < l * (r + p)) by (apply Rmult_lt_0_compat; lra).
  assert (0 <= (1 - l) * (r - q)) by (apply Rmult_le_pos; lra). assert (0 <= (1 - l) * (r + q)) by (apply Rmult_le_pos; lra).
  apply Rabs_def1; lra.
Qed.

Definition distance_bounds (c : list R) (r : R) : list (list R -> R) :=
  flat_map (fun i => [(fun z => r - (nth i z 0 - nth i c 0)); (fun z => r + (nth i z 0 - nth i c 0))]) (seq 0 d).
Lemma distance_bounds_affine c r : Forall (affine_on d) (distance_bounds c r).
Proof.
  apply Forall_forall. intros G HG. apply in_flat_map in HG. destruct HG as [i [_ [<- | [<- | []]]]]; intros l x y Hx Hy; rewrite blend_nth by congruence; lra.
Qed.
Lemma distance_bounds_ball c r z : length z = d -> ((forall G, In G (distance_bounds c r) -> 0 < G z) <-> in_ball d c r z).
Proof.
  intros Hz. split.
  - intros H. split; auto. intros i Hi.
    assert (A : 0 < r - (nth i z 0 - nth i c 0)).
    { apply (H (fun z => r - (nth i z 0 - nth i c 0))). apply in_flat_map. exists i. split; [apply in_seq; lia | simpl; auto]. }
    assert (B : 0 < r + (nth i z 0 - nth i c 0)).
    { apply (H (fun z => r + (nth i z 0 - nth i c 0))). apply in_flat_map. exists i. split; [apply in_seq; lia | simpl; auto]. }
    apply Rabs_def1; lra.
  - intros [_ H] G HG. apply in_flat_map in HG. destruct HG as [i [Hi HG]]. apply in_seq in Hi.
    specialize (H i ltac:(lia)). apply Rabs_def2 in H. destruct HG as [<- | [<- | []]]; lra.
Qed.

Definition somewhere (F : list R -> R) : Prop := exists z, length z = d /\ F z <> 0.
(* A point of a ball where none of finitely many affine functions is zero. *)
Lemma generic_in_ball Fs c r y : Forall (affine_on d) Fs -> (forall F, In F Fs -> somewhere F) -> length c = d ->
  in_ball d c r y -> exists q, in_ball d c r q /\ forall F, In F Fs -> F q <> 0.
Proof.
  intros HA HS Hc Hy. pose proof Hy as [Ly _].
  destruct (generic_point d (distance_bounds c r) (distance_bounds_affine c r) Fs HA HS y Ly) as [q [Lq [Q1 Q2]]].
  exists q. split; auto. apply distance_bounds_ball; auto. intros G HG. apply Q2; auto. now apply (distance_bounds_ball c r y).
Qed.
Lemma generic_in_two_balls Fs c r c' r' y : Forall (affine_on d) Fs -> (forall F, In F Fs -> somewhere F) -> length c = d -> length c' = d ->
  in_ball d c r y -> in_ball d c' r' y -> exists q, in_ball d c r q /\ in_ball d c' r' q /\ forall F, In F Fs -> F q <> 0.
Proof.
  intros HA HS Hc Hc' H H'. pose proof H as [Ly _].
  destruct (in_ball_inner c r y Hc H) as [e [E1 E2]]. destruct (in_ball_inner c' r' y Hc' H') as [e' [E1' E2']].
  destruct (generic_in_ball Fs y (Rmin e e') y HA HS Ly) as [q [[Lq Q1] Q2]].
  { apply in_ball_center; auto. now apply Rmin_glb_lt. }
  exists q. split; [apply E2 | split; [apply E2' | auto]]; split; auto; intros i Hi; specialize (Q1 i Hi).
  - pose proof (Rmin_l e e'). lra.
  - pose proof (Rmin_r e e'). lra.
Qed.

(* ------------------------------------------------------------------ what a component is *)
Section Keys.
Context {A : Type}.
Variable has : A -> list R -> Prop.

(* x is inside the set of points with key a, but for a set without inner points. *)
Definition solid (a : A) (x : list R) : Prop :=
  length x = d /\ exists r, 0 < r /\ forall y s, in_ball d x r y -> 0 < s ->
    exists c e, in_ball d y s c /\ 0 < e /\ forall z, in_ball d c e z -> has a z.

(* A chain of segments inside. *)
Inductive joined (a : A) : list R -> list R -> Prop :=
| joined_self x : solid a x -> joined a x x
| joined_by x y z : length x = d -> length y = d -> (forall t, 0 <= t <= 1 -> solid a (blend t y x)) -> joined a y z -> joined a x z.

Lemma joined_trans a x y z : joined a x y -> joined a y z -> joined a x z.
Proof. induction 1; auto. intros K. apply joined_by with y; auto. Qed.
Lemma joined_solid a x y : joined a x y -> solid a x /\ solid a y.
Proof.
  induction 1 as [x H | x y z Lx Ly H _ [_ IH]]; auto. split; auto.
  specialize (H 0 ltac:(lra)). now rewrite (proj1 (blend_ends x y ltac:(congruence))) in H.
Qed.

(* N components in all: N points, each inside the set of a key, no two joined, and every other such point joined to one. *)
Definition number_of_components (N : nat) : Prop :=
  exists points : list (A * list R), length points = N /\
    (forall a x, In (a, x) points -> solid a x) /\
    (forall i j a x b y, i <> j -> nth_error points i = Some (a, x) -> nth_error points j = Some (b, y) -> ~ joined a x y) /\
    (forall a x, solid a x -> exists b y, In (b, y) points /\ (forall z, has a z <-> has b z) /\ joined a x y).

(* ------------------------------------------------------------------ cells *)
Record keyed := Keyed { facets : list vec; key : A; label : nat }.
Definition open_cell (c : keyed) (x : list R) : Prop := length x = d /\ forall v, In v (facets c) -> 0 < at_point v x.
Definition shut_cell (c : keyed) (x : list R) : Prop := forall v, In v (facets c) -> 0 <= at_point v x.

Variable same : A -> A -> bool.
Variable cells : list keyed.
Variable borders : list vec.
Hypothesis same_means : forall a b, same a b = true -> forall x, length x = d -> (has a x <-> has b x).
Hypothesis same_sym : forall a b, same a b = true -> same b a = true.
Hypothesis same_trans : forall a b c, same a b = true -> same b c = true -> same a c = true.
Hypothesis has_length : forall a x, has a x -> length x = d.
Hypothesis inner : forall c, In c cells -> exists x, open_cell c x.
Hypothesis means : forall c x, In c cells -> open_cell c x -> has (key c) x.
Hypothesis borders_somewhere : forall v, In v borders -> somewhere (at_point v).
Hypothesis cover : forall a x, has a x -> (forall v, In v borders -> at_point v x <> 0) -> exists c, In c cells /\ open_cell c x.
Hypothesis told_apart : forall a c x r, In c cells -> length x = d -> 0 < r ->
  (forall z, in_ball d x r z -> has a z /\ has (key c) z) -> same a (key c) = true.

Lemma open_around c x : open_cell c x -> exists r, 0 < r /\ forall z, in_ball d x r z -> open_cell c z.
Proof.
  intros [Lx H]. unfold open_cell. induction (facets c) as [| v vs IH].
  - exists 1. split; [lra |]. intros z [Lz _]. split; auto. intros v [].
  - destruct IH as [r [R1 R2]]; [intros w Hw; apply H; simpl; auto |].
    destruct (positive_around d v x Lx (H v (or_introl eq_refl))) as [e [E1 E2]]. exists (Rmin r e).
    split; [now apply Rmin_glb_lt |]. intros z [Lz Z]. split; auto. intros w [<- | Hw].
    + apply E2. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r r e). lra.
    + apply R2; auto. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l r e). lra.
Qed.
Lemma open_shut c x : open_cell c x -> shut_cell c x.
Proof. intros [_ H] v Hv. left. auto. Qed.
Lemma shut_dec c x : shut_cell c x \/ exists v, In v (facets c) /\ at_point v x < 0.
Proof.
  unfold shut_cell. induction (facets c) as [| v vs [IH | [w [H1 H2]]]]; [left; intros v [] | | right; exists w; simpl; auto].
  destruct (Rle_dec 0 (at_point v x)); [left; intros w [<- | Hw]; auto | right; exists v; simpl; split; auto; lra].
Qed.

Lemma shut_one_or_none (cs : list keyed) x : (exists c, In c cs /\ shut_cell c x) \/ forall c, In c cs -> ~ shut_cell c x.
Proof.
  induction cs as [| c cs [[k [K1 K2]] | IH]]; [right; intros c [] | left; exists k; simpl; auto |].
  destruct (shut_dec c x) as [S | [v [V1 V2]]]; [left; exists c; simpl; auto |].
  right. intros k [<- | Hk]; auto. intros S. specialize (S v V1). lra.
Qed.

(* What is in no closed cell of a list is so all around. *)
Lemma shut_far (cs : list keyed) x : length x = d -> (forall c, In c cs -> ~ shut_cell c x) ->
  exists r, 0 < r /\ forall z c, in_ball d x r z -> In c cs -> ~ shut_cell c z.
Proof.
  intros Lx. induction cs as [| c cs IH]; intros H; [exists 1; split; [lra | intros z c _ []] |].
  destruct IH as [r [R1 R2]]; [intros k Hk; apply H; simpl; auto |].
  destruct (shut_dec c x) as [C | [v [V1 V2]]]; [destruct (H c (or_introl eq_refl) C) |].
  destruct (positive_around d (scale (-1) v) x Lx) as [e [E1 E2]]; [rewrite apply_scale; unfold at_point in V2; lra |].
  exists (Rmin r e). split; [now apply Rmin_glb_lt |]. intros z k [Lz Z] [<- | Hk].
  - intros S. specialize (S v V1). assert (0 < apply (scale (-1) v) (1 :: z)).
    { apply E2. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r r e). lra. }
    rewrite apply_scale in H0. unfold at_point in S. lra.
  - apply R2; auto. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l r e). lra.
Qed.

(* ---- near an inside point there are points of open cells with its key ---- *)
Lemma dense a x r y s Fs : length x = d -> (forall y s, in_ball d x r y -> 0 < s ->
    exists c e, in_ball d y s c /\ 0 < e /\ forall z, in_ball d c e z -> has a z) ->
  Forall (affine_on d) Fs -> (forall F, In F Fs -> somewhere F) -> in_ball d x r y -> 0 < s ->
  exists q c, in_ball d x r q /\ in_ball d y s q /\ In c cells /\ same a (key c) = true /\ open_cell c q /\ forall F, In F Fs -> F q <> 0.
Proof.
  intros Lx H HA HS Hy Hs. pose proof Hy as [Ly _].
  destruct (in_ball_inner x r y Lx Hy) as [e1 [E1 B1]].
  destruct (H y (Rmin s e1) Hy) as [c0 [e [C1 [C2 C3]]]]; [now apply Rmin_glb_lt |]. pose proof C1 as [Lc _].
  assert (Y1 : in_ball d y s c0). { destruct C1 as [_ C]. split; auto. intros i Hi. specialize (C i Hi). pose proof (Rmin_l s e1). lra. }
  assert (Y2 : in_ball d x r c0). { apply B1. destruct C1 as [_ C]. split; auto. intros i Hi. specialize (C i Hi). pose proof (Rmin_r s e1). lra. }
  destruct (in_ball_inner y s c0 Ly Y1) as [e2 [E2 B2]]. destruct (in_ball_inner x r c0 Lx Y2) as [e3 [E3 B3]].
  set (m := Rmin e (Rmin e2 e3)). assert (Hm : 0 < m) by (repeat apply Rmin_glb_lt; auto).
  assert (M1 : m <= e) by apply Rmin_l. assert (M2 : m <= e2) by (eapply Rle_trans; [apply Rmin_r | apply Rmin_l]).
  assert (M3 : m <= e3) by (eapply Rle_trans; [apply Rmin_r | apply Rmin_r]).
  assert (W : forall k z, m <= k -> in_ball d c0 m z -> in_ball d c0 k z).
  { intros k z Hk [Lz Z]. split; auto. intros i Hi. specialize (Z i Hi). lra. }
  destruct (generic_in_ball (Fs ++ map at_point borders) c0 m c0) as [q [Q1 Q2]]; auto.
  { apply Forall_app. split; auto. apply Forall_forall. intros F HF. apply in_map_iff in HF. destruct HF as [v [<- _]]. apply affine_row. }
  { intros F HF. apply in_app_or in HF. destruct HF as [HF | HF]; auto. apply in_map_iff in HF. destruct HF as [v [<- Hv]]. auto. }
  { now apply in_ball_center. }
  pose proof (C3 q (W e q M1 Q1)) as Hq.
  destruct (cover a q Hq) as [c [K1 K2]].
  { intros v Hv. apply Q2. apply in_or_app. right. now apply in_map. }
  exists q, c. split; [apply B3; now apply W |]. split; [apply B2; now apply W |]. split; auto. split; [| split; auto].
  - destruct (open_around c q K2) as [e4 [E4 B4]]. destruct (in_ball_inner c0 m q Lc Q1) as [e5 [E5 B5]].
    apply (told_apart a c q (Rmin e4 e5)); auto; [apply Q1 | now apply Rmin_glb_lt |]. intros z [Lz Z]. split.
    + apply C3. apply W; auto. apply B5. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r e4 e5). lra.
    + apply means; auto. apply B4. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l e4 e5). lra.
  - intros F HF. apply Q2. apply in_or_app. auto.
Qed.

Lemma open_solid a c x : In c cells -> same a (key c) = true -> open_cell c x -> solid a x.
Proof.
  intros Hc Hs Hx. pose proof Hx as [Lx _]. split; auto. destruct (open_around c x Hx) as [r [R1 R2]]. exists r. split; auto.
  intros y s Hy Hsp. destruct (in_ball_inner x r y Lx Hy) as [e [E1 E2]]. exists y, e. pose proof Hy as [Ly _].
  split; [now apply in_ball_center |]. split; auto. intros z Hz. pose proof Hz as [Lz _].
  apply (same_means a (key c) Hs z Lz). apply means; auto.
Qed.
(* A point inside an open cell can only have its key. *)
Lemma solid_key a c x : In c cells -> open_cell c x -> solid a x -> same a (key c) = true.
Proof.
  intros Hc Hx [Lx [r [R1 R2]]]. destruct (open_around c x Hx) as [e [E1 E2]].
  destruct (R2 x (Rmin r e)) as [c0 [e0 [C1 [C2 C3]]]]; [now apply in_ball_center | now apply Rmin_glb_lt |]. pose proof C1 as [Lc _].
  assert (C1' : in_ball d x e c0). { destruct C1 as [_ C]. split; auto. intros i Hi. specialize (C i Hi). pose proof (Rmin_r r e). lra. }
  destruct (in_ball_inner x e c0 Lx C1') as [e1 [E3 E4]].
  apply (told_apart a c c0 (Rmin e0 e1)); auto; [now apply Rmin_glb_lt |]. intros z [Lz Z]. split.
  - apply C3. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l e0 e1). lra.
  - apply means; auto. apply E2, E4. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r e0 e1). lra.
Qed.

(* ------------------------------------------------------------------ cells of one component *)
(* A common facet on the hyperplane of h, around p. *)
Definition faces (h : vec) (p : list R) (c : keyed) : Prop := forall v, In v (facets c) ->
  0 < at_point v p \/ (at_point v p = 0 /\ forall x, length x = d -> 0 < at_point h x -> 0 < at_point v x).
Definition linked (c c' : keyed) : Prop :=
  exists p h, length p = d /\ somewhere (at_point h) /\ faces h p c /\ faces (scale (-1) h) p c'.

Lemma at_opposite h x : at_point (scale (-1) h) x = - at_point h x.
Proof. unfold at_point. rewrite apply_scale. lra. Qed.

Lemma faces_around h p c : length p = d -> faces h p c -> exists r, 0 < r /\ forall z, in_ball d p r z -> 0 < at_point h z -> open_cell c z.
Proof.
  intros Lp. unfold faces, open_cell. induction (facets c) as [| v vs IH]; intros H.
  - exists 1. split; [lra |]. intros z [Lz _] _. split; auto. intros v [].
  - destruct IH as [r [R1 R2]]; [intros w Hw; apply H; simpl; auto |].
    destruct (H v (or_introl eq_refl)) as [Hv | [_ Hv]].
    + destruct (positive_around d v p Lp Hv) as [e [E1 E2]]. exists (Rmin r e). split; [now apply Rmin_glb_lt |].
      intros z [Lz Z] Hz. split; auto. intros w [<- | Hw].
      * apply E2. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r r e). lra.
      * apply R2; auto. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l r e). lra.
    + exists r. split; auto. intros z Bz Hz. pose proof Bz as [Lz _]. split; auto. intros w [<- | Hw]; auto. now apply R2.
Qed.

Lemma towards h p c x t : length p = d -> faces h p c -> open_cell c x -> 0 <= t < 1 -> open_cell c (blend t p x).
Proof.
  intros Lp HF [Lx Hx] Ht. split; [rewrite blend_length; congruence |]. intros v Hv. rewrite (affine_row d v) by auto.
  specialize (Hx v Hv). assert (0 <= at_point v p) by (destruct (HF v Hv) as [| [-> _]]; lra). nra.
Qed.
Lemma blend_swap t x y : length x = length y -> blend t x y = blend (1 - t) y x.
Proof.
  intros H. apply nth_ext with 0 0; [now rewrite !blend_length |]. intros i _. rewrite !blend_nth by auto. lra.
Qed.

Lemma one_cell a c x y : In c cells -> same a (key c) = true -> open_cell c x -> open_cell c y -> joined a x y.
Proof.
  intros Hc Hs Hx Hy. apply joined_by with y; [apply Hx | apply Hy | | apply joined_self; eapply open_solid; eauto].
  intros t Ht. apply (open_solid a c); auto. destruct Hx as [Lx Hx], Hy as [Ly Hy]. split; [rewrite blend_length; congruence |].
  intros v Hv. rewrite (affine_row d v) by auto. specialize (Hx v Hv). specialize (Hy v Hv). nra.
Qed.
Lemma linked_joined a c c' x y : In c cells -> In c' cells -> same a (key c) = true -> same a (key c') = true -> linked c c' ->
  open_cell c x -> open_cell c' y -> joined a x y.
Proof.
  intros Hc Hc' Hs Hs' [p [h [Lp [Hh [F1 F2]]]]] Hx Hy. pose proof Hx as [Lx _]. pose proof Hy as [Ly _].
  assert (Hp : solid a p).
  { split; auto. destruct (faces_around h p c Lp F1) as [r [R1 R2]]. destruct (faces_around (scale (-1) h) p c' Lp F2) as [r' [R1' R2']].
    exists (Rmin r r'). split; [now apply Rmin_glb_lt |]. intros q s Hq Hsp. pose proof Hq as [Lq _].
    destruct (generic_in_two_balls [at_point h] p (Rmin r r') q s q) as [z [Z1 [Z2 Z3]]]; auto.
    { constructor; [apply affine_row | constructor]. }
    { intros F [<- | []]. auto. }
    { now apply in_ball_center. }
    specialize (Z3 _ (or_introl eq_refl)). pose proof Z1 as [Lz Z].
    assert (O : exists k, In k cells /\ same a (key k) = true /\ open_cell k z).
    { destruct (Rlt_dec 0 (at_point h z)).
      - exists c. split; auto. split; auto. apply R2; auto. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_l r r'). lra.
      - exists c'. split; auto. split; auto. apply R2'; [| rewrite at_opposite; lra]. split; auto. intros i Hi. specialize (Z i Hi). pose proof (Rmin_r r r'). lra. }
    destruct O as [k [K1 [K2 K3]]]. destruct (open_around k z K3) as [e [E1 E2]]. exists z, e. split; auto. split; auto.
    intros w Hw. pose proof Hw as [Lw _]. apply (same_means a (key k) K2 w Lw). apply means; auto. }
  apply joined_by with p; auto.
  { intros t Ht. destruct (Rlt_dec t 1) as [Hlt |].
    - apply (open_solid a c); auto. apply (towards h); auto. lra.
    - replace t with 1 by lra. now rewrite (proj2 (blend_ends x p ltac:(congruence))). }
  apply joined_by with y; auto.
  { intros t Ht. destruct (Rlt_dec 0 t) as [Hlt |].
    - apply (open_solid a c'); auto. rewrite blend_swap by congruence. apply (towards (scale (-1) h)); auto. lra.
    - replace t with 0 by lra. now rewrite (proj1 (blend_ends p y ltac:(congruence))). }
  apply joined_self. eapply open_solid; eauto.
Qed.

Inductive reached : keyed -> keyed -> Prop :=
| reached_self c : reached c c
| reached_by c c' c'' : In c' cells -> same (key c) (key c') = true -> linked c c' -> reached c' c'' -> reached c c''.
Lemma reached_joined a c c' : reached c c' -> In c cells -> same a (key c) = true -> same a (key c') = true -> forall x y,
  open_cell c x -> open_cell c' y -> joined a x y.
Proof.
  induction 1 as [c | c c' c'' H1 H2 H3 _ IH]; intros Hc Hs Hs' x y Hx Hy; [eapply one_cell; eauto |].
  destruct (inner c' H1) as [z Hz]. apply joined_trans with z; [apply (linked_joined a c c') | apply IH]; eauto.
Qed.

(* ------------------------------------------------------------------ cells of different components *)
(* Two rows that are not multiples of each other. *)
Definition crossing (u v : vec) : bool :=
  negb (proportional (S d) u v) && negb (proportional (S d) (scale (-1) u) v) &&
  negb (proportional (S d) u (scale (-1) v)) && negb (proportional (S d) (scale (-1) u) (scale (-1) v)).
Lemma crossing_apart u v x : length x = d -> at_point u x <> 0 -> at_point v x <> 0 -> crossing u v = true ->
  somewhere (fun z => at_point v x * at_point u z - at_point u x * at_point v z).
Proof.
  intros Lx Hu Hv H. unfold crossing in H. rewrite !andb_true_iff, !negb_true_iff in H. destruct H as [[[H1 H2] H3] H4].
  assert (G : forall s t, (s = u \/ s = scale (-1) u) -> (t = v \/ t = scale (-1) v) -> at_point s x < 0 -> at_point t x < 0 ->
    somewhere (fun z => at_point t x * at_point s z - at_point s x * at_point t z)).
  { intros s t Hs Ht Ns Nt. destruct (rows_apart d s t x Lx Ns Nt) as [z [Lz Hz]]; [| exists z; auto].
    destruct Hs as [-> | ->], Ht as [-> | ->]; auto. }
  destruct (Rlt_dec (at_point u x) 0) as [Nu | Nu], (Rlt_dec (at_point v x) 0) as [Nv | Nv].
  - apply G; auto.
  - destruct (G u (scale (-1) v)) as [z [Lz Hz]]; auto; [rewrite at_opposite; lra |]. exists z. split; auto. rewrite !at_opposite in Hz. lra.
  - destruct (G (scale (-1) u) v) as [z [Lz Hz]]; auto; [rewrite at_opposite; lra |]. exists z. split; auto. rewrite !at_opposite in Hz. lra.
  - destruct (G (scale (-1) u) (scale (-1) v)) as [z [Lz Hz]]; auto; try (rewrite at_opposite; lra). exists z. split; auto. rewrite !at_opposite in Hz. lra.
Qed.

(* The closed cells are disjoint, or meet only where two such rows are zero. *)
Definition separated (c c' : keyed) : Prop :=
  (forall x, length x = d -> shut_cell c x -> shut_cell c' x -> False) \/
  exists u v, somewhere (at_point u) /\ somewhere (at_point v) /\ crossing u v = true /\
    forall x, length x = d -> shut_cell c x -> shut_cell c' x -> at_point u x = 0 /\ at_point v x = 0.
Hypothesis labels_separate : forall c c', In c cells -> In c' cells -> same (key c) (key c') = true -> label c <> label c' -> separated c c'.

(* All pairs of rows needed. *)
Lemma crossings (ps : list (keyed * keyed)) : (forall c c', In (c, c') ps -> In c cells /\ In c' cells) ->
  exists uvs, (forall u v, In (u, v) uvs -> somewhere (at_point u) /\ somewhere (at_point v) /\ crossing u v = true) /\
    forall c c' x, In (c, c') ps -> same (key c) (key c') = true -> label c <> label c' -> length x = d -> shut_cell c x -> shut_cell c' x ->
      exists u v, In (u, v) uvs /\ at_point u x = 0 /\ at_point v x = 0.
Proof.
  induction ps as [| [c c'] ps IH]; intros H; [exists []; split; [intros u v [] | intros c c' x []] |].
  destruct IH as [uvs [U1 U2]]; [intros k k' Hk; apply H; simpl; auto |]. destruct (H c c' (or_introl eq_refl)) as [Hc Hc'].
  destruct (same (key c) (key c')) eqn:E, (Nat.eq_dec (label c) (label c')) as [L | L].
  1, 3, 4: exists uvs; split; auto; intros k k' x [K | K] H1 H2; [injection K as <- <-; congruence | eauto].
  destruct (labels_separate c c' Hc Hc' E L) as [D | [u [v [D1 [D2 [D3 D4]]]]]].
  - exists uvs. split; auto. intros k k' x [K | K] H1 H2 H3 H4 H5; [| eauto]. injection K as <- <-. destruct (D x H3 H4 H5).
  - exists ((u, v) :: uvs). split.
    + intros s t [K | K]; [injection K as <- <-; auto | auto].
    + intros k k' x [K | K] H1 H2 H3 H4 H5.
      * injection K as <- <-. exists u, v. destruct (D4 x H3 H4 H5). simpl; auto.
      * destruct (U2 k k' x K H1 H2 H3 H4 H5) as [s [t [S1 S2]]]. exists s, t. simpl; auto.
Qed.

Definition of_key (a : A) : list keyed := filter (fun c => same a (key c)) cells.
Lemma of_key_in a c : In c (of_key a) <-> In c cells /\ same a (key c) = true.
Proof. apply filter_In. Qed.

Lemma one_label a x r : length x = d -> (forall y s, in_ball d x r y -> 0 < s ->
    exists c e, in_ball d y s c /\ 0 < e /\ forall z, in_ball d c e z -> has a z) ->
  forall c0 c1 q0 q1, In c0 (of_key a) -> In c1 (of_key a) -> in_ball d x r q0 -> in_ball d x r q1 ->
  open_cell c0 q0 -> open_cell c1 q1 -> label c0 = label c1.
Proof.
  intros Lx H c0 c1 q0 q1 H0 H1 B0 B1 O0 O1. destruct (Nat.eq_dec (label c0) (label c1)) as [| Hne]; auto. exfalso.
  destruct (crossings (list_prod cells cells)) as [uvs [U1 U2]]; [intros c c' Hcc; now apply in_prod_iff in Hcc |].
  pose proof O0 as [L0 _]. pose proof O1 as [L1 _].
  (* a first point off all rows, a second one off what they span with it *)
  destruct (open_around c0 q0 O0) as [e0 [E0 A0]]. destruct (open_around c1 q1 O1) as [e1 [E1 A1]].
  destruct (generic_in_two_balls (map at_point (map fst uvs ++ map snd uvs)) x r q0 e0 q0) as [p0 [P1 [P2 P3]]]; auto.
  { apply Forall_forall. intros F HF. apply in_map_iff in HF. destruct HF as [v [<- _]]. apply affine_row. }
  { intros F HF. apply in_map_iff in HF. destruct HF as [v [<- HF]]. apply in_app_or in HF.
    destruct HF as [HF | HF]; apply in_map_iff in HF; destruct HF as [[s t] [<- HF]]; apply U1 in HF; tauto. }
  { now apply in_ball_center. }
  assert (N : forall u v, In (u, v) uvs -> at_point u p0 <> 0 /\ at_point v p0 <> 0).
  { intros u v Huv. split; apply P3, in_map, in_or_app; [left; change u with (fst (u, v)) | right; change v with (snd (u, v))]; now apply in_map. }
  pose proof P1 as [Lp0 _].
  set (cone := fun uv : vec * vec => fun z => at_point (snd uv) p0 * at_point (fst uv) z - at_point (fst uv) p0 * at_point (snd uv) z).
  destruct (generic_in_two_balls (map cone uvs) x r q1 e1 q1) as [p1 [Q1 [Q2 Q3]]]; auto.
  { apply Forall_forall. intros F HF. apply in_map_iff in HF. destruct HF as [w [<- _]]. apply affine_difference; apply affine_row. }
  { intros F HF. apply in_map_iff in HF. destruct HF as [[u v] [<- HF]]. destruct (N u v HF). destruct (U1 u v HF) as [_ [_ C]]. now apply crossing_apart. }
  { now apply in_ball_center. }
  pose proof Q1 as [Lp1 _]. specialize (A0 p0 P2). specialize (A1 p1 Q2).
  set (way := fun t => blend t p1 p0).
  assert (Lw : forall t, length (way t) = d) by (intros t; unfold way; rewrite blend_length; congruence).
  assert (Bw : forall t, 0 <= t <= 1 -> in_ball d x r (way t)) by (intros t Ht; apply ball_convex; auto).
  set (n := label c0) in *.
  set (kin := fun (k : bool) => filter (fun c => if k then Nat.eqb (label c) n else negb (Nat.eqb (label c) n)) (of_key a)).
  set (T := fun (t : R) (k : nat) => exists c, In c (kin (Nat.eqb k 0)) /\ (k <= 1)%nat /\ shut_cell c (way t)).
  assert (Kin : forall b c, In c (kin b) <-> In c (of_key a) /\ (if b then label c = n else label c <> n)).
  { intros b c. unfold kin. rewrite filter_In. destruct b; [rewrite Nat.eqb_eq | rewrite negb_true_iff, Nat.eqb_neq]; tauto. }
  (* both kinds of closed cells never meet on the way *)
  assert (Apart : forall t c c', 0 <= t <= 1 -> In c (kin true) -> In c' (kin false) -> shut_cell c (way t) -> shut_cell c' (way t) -> False).
  { intros t c c' Ht K K' S S'. apply Kin in K. apply Kin in K'. destruct K as [K Kl], K' as [K' Kl']. apply of_key_in in K. apply of_key_in in K'.
    destruct K as [Kc Ks], K' as [Kc' Ks'].
    destruct (U2 c c' (way t)) as [u [v [V1 [V2 V3]]]]; auto.
    { now apply in_prod. }
    { apply same_trans with a; auto. }
    { congruence. }
    destruct (N u v V1) as [N1 N2]. pose proof (Q3 _ (in_map cone _ _ V1)) as Hc. unfold cone in Hc; cbn [fst snd] in Hc.
    unfold way in V2, V3. rewrite (affine_row d) in V2, V3 by auto.
    assert (t <> 0). { intros ->. apply N1. lra. }
    apply Hc. apply Rmult_eq_reg_l with t; auto. nra. }
  assert (Far : forall t cs, (forall c, In c cs -> ~ shut_cell c (way t)) -> exists e, 0 < e /\
    forall s c, Rabs (s - t) < e -> In c cs -> ~ shut_cell c (way s)).
  { intros t cs Hcs. destruct (shut_far cs (way t) (Lw t) Hcs) as [e [E2 E3]].
    set (D := spread p1 p0). assert (HD : 0 <= D) by (pose proof (spread_nth p1 p0 0 ltac:(congruence)); pose proof (Rabs_pos (nth 0 p1 0 - nth 0 p0 0)); unfold D; lra).
    exists (e / (D + 1)). split; [apply Rdiv_lt_0_compat; lra |]. intros s c Hs Hc. apply E3; auto. split; auto. intros i Hi.
    unfold way. rewrite !blend_nth by congruence.
    replace (s * nth i p1 0 + (1 - s) * nth i p0 0 - (t * nth i p1 0 + (1 - t) * nth i p0 0)) with ((s - t) * (nth i p1 0 - nth i p0 0)) by lra.
    rewrite Rabs_mult. pose proof (spread_nth p1 p0 i ltac:(congruence)) as S. fold D in S. pose proof (Rabs_pos (s - t)).
    assert (Rabs (s - t) * (D + 1) < e).
    { apply Rmult_lt_reg_r with (/ (D + 1)); [apply Rinv_0_lt_compat; lra |]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hs. }
    pose proof (Rabs_pos (nth i p1 0 - nth i p0 0)). nra. }
  assert (Some_cell : forall t, 0 <= t <= 1 -> exists c, In c (of_key a) /\ shut_cell c (way t)).
  { intros t Ht.
    destruct (shut_one_or_none (of_key a) (way t)) as [| D]; auto. exfalso. destruct (shut_far (of_key a) (way t) (Lw t) D) as [e [E2 E3]].
    destruct (dense a x r (way t) e [] Lx H) as [q [c [D1 [D2 [D3 [D4 [D5 _]]]]]]]; auto; [intros F [] |].
    apply (E3 q c); auto; [now apply of_key_in | now apply open_shut]. }
  assert (E : 0%nat = 1%nat); [| discriminate]. apply (locally_constant T).
  - intros t Ht. destruct (Some_cell t Ht) as [c [C1 C2]].
    assert (B : forall b c, In c (kin b) -> shut_cell c (way t) -> exists e, 0 < e /\
      forall s, 0 <= s <= 1 -> Rabs (s - t) < e -> exists c, In c (kin b) /\ shut_cell c (way s)).
    { intros b k K1 K2. destruct (Far t (kin (negb b))) as [e [F1 F2]].
      - intros k' K' S'. destruct b; [apply (Apart t k k') | apply (Apart t k' k)]; auto.
      - exists e. split; auto. intros s Hs Hst. destruct (Some_cell s Hs) as [k' [M1 M2]]. exists k'. split; auto.
        apply Kin. split; auto. destruct (Nat.eq_dec (label k') n) as [L | L].
        + destruct b; auto. exfalso. apply (F2 s k' Hst); auto. apply Kin. auto.
        + destruct b; auto. exfalso. apply (F2 s k' Hst); auto. apply Kin. auto. }
    destruct (Nat.eq_dec (label c) n) as [L | L].
    + destruct (B true c) as [e [F1 F2]]; auto; [apply Kin; auto |]. exists 0%nat, e. split; auto. split.
      * exists c. split; [apply Kin; auto |]. auto.
      * intros s Hs Hst. destruct (F2 s Hs Hst) as [k [K1 K2]]. exists k. auto.
    + destruct (B false c) as [e [F1 F2]]; auto; [apply Kin; auto |]. exists 1%nat, e. split; auto. split.
      * exists c. split; [apply Kin; auto |]. auto.
      * intros s Hs Hst. destruct (F2 s Hs Hst) as [k [K1 K2]]. exists k. auto.
  - intros t k l Ht [c [C1 [C2 C3]]] [c' [C1' [C2' C3']]].
    destruct k as [| [| k]]; [| | exfalso; lia]; (destruct l as [| [| l]]; [| | exfalso; lia]); auto; exfalso.
    + apply (Apart t c c'); auto.
    + apply (Apart t c' c); auto.
  - exists c0. split; [change (In c0 (kin true)); apply Kin; split; [exact H0 | reflexivity] |]. split; [apply Nat.le_0_l |]. unfold way. rewrite (proj1 (blend_ends p0 p1 ltac:(congruence))). now apply open_shut.
  - exists c1. split; [change (In c1 (kin false)); apply Kin; split; [exact H1 | congruence] |]. split; [apply le_n |]. unfold way. rewrite (proj2 (blend_ends p0 p1 ltac:(congruence))). now apply open_shut.
Qed.

(* The label of the cells around an inside point, constant along chains. *)
Definition labelled (a : A) (x : list R) (n : nat) : Prop :=
  length x = d /\ exists r, 0 < r /\ forall q c, in_ball d x r q -> In c (of_key a) -> open_cell c q -> label c = n.
Lemma solid_labelled a x : solid a x -> exists n, labelled a x n.
Proof.
  intros [Lx [r [R1 R2]]]. pose proof (in_ball_center x r Lx R1) as Cx.
  destruct (dense a x r x r []) as [q [c [D1 [_ [D3 [D4 [D5 _]]]]]]]; auto; [intros F [] |].
  exists (label c). split; auto. exists r. split; auto. intros q' c' B' H' O'. symmetry.
  apply (one_label a x r Lx R2 c c' q q'); auto. now apply of_key_in.
Qed.
Lemma labelled_unique a x n m : solid a x -> labelled a x n -> labelled a x m -> n = m.
Proof.
  intros [Lx [r [R1 R2]]] [_ [r1 [S1 S2]]] [_ [r2 [T1 T2]]]. pose proof (in_ball_center x r Lx R1) as Cx.
  destruct (dense a x r x (Rmin r1 r2) []) as [q [c [_ [[Lq D2] [D3 [D4 [D5 _]]]]]]]; auto; [intros F [] | now apply Rmin_glb_lt |].
  assert (Hc : In c (of_key a)) by now apply of_key_in.
  rewrite <- (S2 q c), <- (T2 q c); auto; split; auto; intros i Hi; specialize (D2 i Hi); [pose proof (Rmin_r r1 r2) | pose proof (Rmin_l r1 r2)]; lra.
Qed.
Lemma labelled_near a x n : labelled a x n -> exists e, 0 < e /\ forall y, in_ball d x e y -> labelled a y n.
Proof.
  intros [Lx [r [R1 R2]]]. exists r. split; auto. intros y Hy. pose proof Hy as [Ly _]. split; auto.
  destruct (in_ball_inner x r y Lx Hy) as [e [E1 E2]]. exists e. split; auto. intros q c Hq Hc Ho. apply (R2 q c); auto.
Qed.
Lemma joined_labels a x z n m : joined a x z -> labelled a x n -> labelled a z m -> n = m.
Proof.
  intros J. revert n. induction J as [x H | x y z Lx Ly H J IH]; intros n Hn Hm; [apply (labelled_unique a x); auto |].
  destruct (solid_labelled a y (proj1 (joined_solid a y z J))) as [k Hk]. rewrite <- (IH k Hk Hm). clear IH.
  apply (locally_constant (fun t l => labelled a (blend t y x) l)).
  - intros t Ht. destruct (solid_labelled a _ (H t Ht)) as [l Hl]. destruct (labelled_near a _ l Hl) as [e [E1 E2]].
    set (D := spread y x). assert (HD : 0 <= D) by (pose proof (spread_nth y x 0 ltac:(congruence)); pose proof (Rabs_pos (nth 0 y 0 - nth 0 x 0)); unfold D; lra).
    exists l, (e / (D + 1)). split; [apply Rdiv_lt_0_compat; lra |]. split; auto. intros s Hs Hst. apply E2.
    split; [rewrite blend_length; congruence |]. intros i Hi. rewrite !blend_nth by congruence.
    replace (s * nth i y 0 + (1 - s) * nth i x 0 - (t * nth i y 0 + (1 - t) * nth i x 0)) with ((s - t) * (nth i y 0 - nth i x 0)) by lra.
    rewrite Rabs_mult. pose proof (spread_nth y x i ltac:(congruence)) as S. fold D in S. pose proof (Rabs_pos (s - t)).
    assert (Rabs (s - t) * (D + 1) < e).
    { apply Rmult_lt_reg_r with (/ (D + 1)); [apply Rinv_0_lt_compat; lra |]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hst. }
    pose proof (Rabs_pos (nth i y 0 - nth i x 0)). nra.
  - intros t k' l Ht. apply labelled_unique. auto.
  - now rewrite (proj1 (blend_ends x y ltac:(congruence))).
  - now rewrite (proj2 (blend_ends x y ltac:(congruence))).
Qed.
Lemma open_labelled a c x : In c (of_key a) -> open_cell c x -> labelled a x (label c).
Proof.
  intros Hc Hx. apply of_key_in in Hc. destruct Hc as [Hc Hs]. destruct (solid_labelled a x (open_solid a c x Hc Hs Hx)) as [n Hn].
  replace (label c) with n; auto. pose proof Hn as [Lx [r [R1 R2]]]. symmetry. apply (R2 x c); auto; [now apply in_ball_center | now apply of_key_in].
Qed.

(* ------------------------------------------------------------------ the count *)
Theorem components_counted roots : (forall c, In c roots -> In c cells) ->
  (forall c, In c cells -> exists r, In r roots /\ same (key c) (key r) = true /\ reached c r) ->
  (forall i j r s, i <> j -> nth_error roots i = Some r -> nth_error roots j = Some s -> same (key r) (key s) = true -> label r <> label s) ->
  number_of_components (length roots).
Proof.
  intros R1 R2 R3.
  assert (P : exists points, Forall2 (fun r ax => fst ax = key r /\ open_cell r (snd ax)) roots points).
  { clear R2 R3. induction roots as [| r roots IH]; [exists []; constructor |].
    destruct IH as [points IH]; [intros c Hc; apply R1; simpl; auto |].
    destruct (inner r (R1 r (or_introl eq_refl))) as [x Hx]. exists ((key r, x) :: points). constructor; auto. }
  destruct P as [points P]. exists points.
  assert (Refl : forall c, In c cells -> same (key c) (key c) = true).
  { intros c Hc. destruct (R2 c Hc) as [r [_ [Hr _]]]. apply same_trans with (key r); auto. }
  assert (Back : forall i a x, nth_error points i = Some (a, x) -> exists r, nth_error roots i = Some r /\ a = key r /\ open_cell r x).
  { clear -P. induction P as [| r [b y] roots points [H1 H2] P IH]; intros [| i] a x H; simpl in H; try discriminate.
    - injection H as <- <-. exists r. simpl in *. auto.
    - destruct (IH i a x H) as [s Hs]. exists s. auto. }
  assert (Root : forall i r, nth_error roots i = Some r -> In r cells) by (intros i r H; apply R1; eapply nth_error_In; eauto).
  split; [symmetry; clear -P; induction P; simpl; auto |]. split; [| split].
  - intros a x H. apply In_nth_error in H. destruct H as [i H]. destruct (Back i a x H) as [r [B1 [-> B3]]].
    apply (open_solid (key r) r); eauto.
  - intros i j a x b y Hij Hi Hj J. destruct (Back i a x Hi) as [r [B1 [-> B3]]]. destruct (Back j b y Hj) as [s [C1 [-> C3]]].
    assert (Hs : same (key r) (key s) = true) by (apply (solid_key (key r) s y); eauto; apply (joined_solid _ _ _ J)).
    apply (R3 i j r s Hij B1 C1 Hs). apply (joined_labels (key r) x y); auto; apply open_labelled; auto; apply of_key_in; eauto.
  - intros a x Hx. pose proof Hx as [Lx [r [S1 S2]]]. pose proof (in_ball_center x r Lx S1) as Cx.
    destruct (dense a x r x r []) as [q [c [D1 [_ [D3 [D4 [D5 _]]]]]]]; auto; [intros F [] |].
    destruct (R2 c D3) as [s [T1 [T2 T3]]].
    assert (G : exists y, In (key s, y) points /\ open_cell s y).
    { clear -P T1. induction P as [| r [b y] roots points [H1 H2] P IH]; [contradiction |]. destruct T1 as [-> | T1].
      - exists y. simpl in *. subst. auto.
      - destruct (IH T1) as [z [Z1 Z2]]. exists z. simpl; auto. }
    destruct G as [y [G1 G2]]. assert (Has : same a (key s) = true) by (apply same_trans with (key c); auto).
    exists (key s), y. split; auto. split.
    + intros z. split; intros Hz; pose proof (has_length _ _ Hz) as Lz; apply (same_means a (key s) Has z Lz); auto.
    + apply joined_by with q; auto; [apply D5 | | apply (reached_joined a c s); auto].
      intros t Ht. assert (Bt : in_ball d x r (blend t q x)) by (apply ball_convex; auto).
      split; [apply Bt |]. destruct (in_ball_inner x r _ Lx Bt) as [e [E1 E2]]. exists e. split; auto.
Qed.

(* The keys that hold on some ball are those of the cells. *)
Theorem keys_found a : (exists x r, length x = d /\ 0 < r /\ forall z, in_ball d x r z -> has a z) <-> exists c, In c cells /\ same a (key c) = true.
Proof.
  split.
  - intros [x [r [Lx [Hr H]]]]. destruct (dense a x r x r []) as [q [c [_ [_ [D3 [D4 _]]]]]]; eauto; [| intros F [] | now apply in_ball_center].
    intros y s Hy Hs. destruct (in_ball_inner x r y Lx Hy) as [e [E1 E2]]. exists y, e. pose proof Hy as [Ly _]. split; [now apply in_ball_center | auto].
  - intros [c [Hc Hs]]. destruct (inner c Hc) as [x Hx]. destruct (open_around c x Hx) as [r [R1 R2]]. pose proof Hx as [Lx _].
    exists x, r. split; auto. split; auto. intros z Hz. pose proof Hz as [Lz _]. apply (same_means a (key c) Hs z Lz). apply means; auto.
Qed.
End Keys.
End Components.
