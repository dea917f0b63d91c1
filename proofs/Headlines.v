(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The axioms below each headline theorem; README.md says which theorem of the paper it is. *)
Require Import Polyspike.theory.Neuron Polyspike.theory.Region Polyspike.theory.Counting.
Require Import Polyspike.theory.Positive Polyspike.theory.Continuity Polyspike.theory.OneLayer.
Require Import Polyspike.theory.Jumps.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.PositiveNetwork Polyspike.theory.DominatedNetwork.
Require Import Polyspike.theory.ReluNetwork Polyspike.theory.PiecewiseLinear.
Require Import Polyspike.theory.EmulationUnits Polyspike.theory.Compact Polyspike.theory.Paper.
Require Import Polyspike.theory.MinTree Polyspike.theory.MinTreeNetwork.
Require Import Polyspike.checker.Program Polyspike.checker.KernelSound Polyspike.checker.Claims.
Require Import Polyspike.checker.Structure Polyspike.checker.Closure.
Require Import Polyspike.checker.Product Polyspike.checker.Cover Polyspike.checker.Causal.
Require Import Polyspike.checker.Points Polyspike.checker.Pieces.
Require Import Polyspike.checker.Components Polyspike.checker.Regions Polyspike.checker.Seams Polyspike.checker.Compose.
Require Import Polyspike.checker.Shapes.

Print Assumptions fires_infimum.
Print Assumptions fires_iff_reaches.
Print Assumptions region_iff.
Print Assumptions region_value.
Print Assumptions never_iff.
Print Assumptions regions_cover.
Print Assumptions regions_disjoint.
Print Assumptions region_not_never.
Print Assumptions firing_time_least.
Print Assumptions firing_time_some.
Print Assumptions firing_time_none.
Print Assumptions positive_minimum.
Print Assumptions positive_fires.
Print Assumptions positive_monotone.
Print Assumptions positive_concave.
Print Assumptions positive_lipschitz.
Print Assumptions positive_regions.
Print Assumptions positive_region.
Print Assumptions regions_counted.
Print Assumptions maps_distinct.
Print Assumptions number_of_regions_bound.
Print Assumptions never_full_dimensional.
Print Assumptions lower_semicontinuous.
Print Assumptions lower_semicontinuous_never.
Print Assumptions continuous_iff.
Print Assumptions explicit_jump.
Print Assumptions jump_discontinuous.
Print Assumptions continuous_at_iff.
Print Assumptions one_neuron_is_not_relu.
Print Assumptions two_neurons_are_relu.
Print Assumptions shift_covariance.
Print Assumptions reference_is_necessary.
Print Assumptions spiking_network_piecewise_linear.
Print Assumptions relu_network_piecewise_linear.
Print Assumptions positive_network_fires.
Print Assumptions positive_network_monotone.
Print Assumptions positive_network_concave.
Print Assumptions positive_network_lipschitz.
Print Assumptions dominated_network_fires.
Print Assumptions dominated_network_lipschitz.
Print Assumptions relu_network_lipschitz.
Print Assumptions relu_network_continuous.
Print Assumptions affine_neuron.
Print Assumptions leaky_neuron.
Print Assumptions paper_emulation.
Print Assumptions paper_sizes.
Print Assumptions compact_emulation.
Print Assumptions min_tree_emulation.
Print Assumptions min_tree_layer_emulation.
Print Assumptions min_tree_layers_emulation.
Print Assumptions min_tree_network_emulation.
Print Assumptions spiking_program_computes.
Print Assumptions layered_program_computes.
Print Assumptions certificate_sound.
Print Assumptions cells_sound.
Print Assumptions cell_count_sound.
Print Assumptions bounds_sound.
Print Assumptions equality_sound.
Print Assumptions layered_lipschitz.
Print Assumptions positive_check_sound.
Print Assumptions fires_sound.
Print Assumptions regions_cover_cell.
Print Assumptions causal_regions_sound.
Print Assumptions is_silent_sound.
Print Assumptions point_program_computes.
Print Assumptions value_at_point.
Print Assumptions along_segment.
Print Assumptions jump_sound.
Print Assumptions dominated_output_lipschitz.
Print Assumptions value_on_closed_cell.
Print Assumptions closed_cells_cover.
Print Assumptions gain.
Print Assumptions monotone_sound.
Print Assumptions lipschitz_sound.
Print Assumptions concave_sound.
Print Assumptions convex_sound.
Print Assumptions closed_bounds_sound.
Print Assumptions layered_closed_bounds_sound.
Print Assumptions product_computes.
Print Assumptions continuous_equality_sound.
Print Assumptions strict_bounds_sound.
Print Assumptions causal_pieces_sound.
Print Assumptions components_counted.
Print Assumptions cell_components_sound.
Print Assumptions linear_regions_sound.
Print Assumptions never_regions_sound.
Print Assumptions distinct_maps_sound.
Print Assumptions seams_sound.
Print Assumptions seams_continuous.
Print Assumptions quiet_fires.
Print Assumptions composition_sound.
Print Assumptions shapes_sound.
