(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Extraction to OCaml: Z and positive become zarith's integers, nat becomes int. These
   directives are trusted; link/zint.ml has the few functions that are not zarith's own. *)
From Coq Require Import ZArith QArith List Extraction ExtrOcamlBasic ExtrOcamlNatInt.
Require Import Polyspike.theory.SpikingNetwork Polyspike.checker.Forms Polyspike.checker.Program.
Require Import Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Causal.
Require Import Polyspike.checker.Kernel Polyspike.checker.Claims Polyspike.checker.Structure Polyspike.checker.Product.
Require Import Polyspike.checker.Points Polyspike.checker.Pieces Polyspike.checker.Regions Polyspike.checker.Seams Polyspike.checker.Compose Polyspike.checker.Shapes.

Extract Inductive positive => "Zint.t" [ "Zint.twice_plus_one" "Zint.twice" "Zint.one" ] "Zint.match_positive".
Extract Inductive Z => "Zint.t" [ "Zint.zero" "(fun p -> p)" "Zint.neg" ] "Zint.match_integer".
Extract Constant Z.add => "Zint.add".
Extract Constant Z.mul => "Zint.mul".
Extract Constant Z.opp => "Zint.neg".
Extract Constant Z.eqb => "Zint.equal".
Extract Constant Z.ltb => "Zint.lt".
Extract Constant Z.leb => "Zint.leq".
Extract Constant Z.sgn => "Zint.sgn".
Extract Constant Z.gcd => "Zint.gcd".
Extract Constant Z.div => "Zint.div_floor".
Extract Constant Z.ggcd => "Zint.ggcd".
Extract Constant nth => "Zint.nth".
Extract Constant skip => "Zint.skip".
Extract Constant kept_last => "Zint.kept_last".
Extract Constant Init.Nat.sub => "Zint.minus".
Extract Constant Pos.mul => "Zint.mul".
Extract Constant Pos.add => "Zint.add".
Extract Constant Pos.eqb => "Zint.equal".

Extraction "kernel.ml" step start spiking_program layered_program shapes_fit counted bounds_proved same_form is_interior
  is_sloped shapes segment jumps rising_form size_at_most below_pieces arrivals sign muted candidate_form sides_of subtract size product affine_potential expansions implies
  causal_pattern reduce blunt sloped_rows facet no_facet
  dominated_check seam_holds composed combined gate_step first_state known_forms all_but.
