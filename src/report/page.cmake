# SPDX-License-Identifier: GPL-3.0-or-later
# The report's page, in the order in which its scripts run.
set(page_dir ${CMAKE_CURRENT_LIST_DIR}/page)
set(page_scripts exact.js program.js dom.js data.js axes.js keys.js raster.js plane.js graph.js stage.js
  region.js trace.js tables.js main.js)
list(TRANSFORM page_scripts PREPEND ${page_dir}/ OUTPUT_VARIABLE page_files)
string(REPLACE ";" "," page_scripts "${page_scripts}")
set(page_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/report_page.inc)
add_custom_command(OUTPUT ${page_inc}
  COMMAND ${CMAKE_COMMAND} -DPAGE=${page_dir} -DOUTPUT=${page_inc} -DSCRIPTS=${page_scripts}
    -P ${CMAKE_CURRENT_LIST_DIR}/embed_page.cmake
  DEPENDS ${page_files} ${page_dir}/page.html ${page_dir}/page.css
    ${CMAKE_CURRENT_LIST_DIR}/embed_page.cmake
  VERBATIM)
target_sources(polyspike PRIVATE ${page_inc})
set_source_files_properties(report/html.cpp PROPERTIES OBJECT_DEPENDS ${page_inc})
