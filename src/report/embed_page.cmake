# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the report's page as C++ strings: cmake -DPAGE=src/report/page -DOUTPUT=FILE
#   -DSCRIPTS=a.js,b.js -P embed_page.cmake
function(as_string FILE RESULT)
  file(READ "${PAGE}/${FILE}" text)
  set(${RESULT} "R\"page~(${text})page~\"" PARENT_SCOPE)
endfunction()
as_string(page.html html)
as_string(page.css css)
string(REPLACE "," ";" SCRIPTS "${SCRIPTS}")
set(scripts "")
foreach(script IN LISTS SCRIPTS)
  as_string(${script} text)
  string(APPEND scripts "    ${text},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made by cmake/embed_page.cmake.
namespace polyspike::page {
constexpr const char* html = ${html};
constexpr const char* css = ${css};
constexpr const char* scripts[] = {
${scripts}};
}  // namespace polyspike::page
")
