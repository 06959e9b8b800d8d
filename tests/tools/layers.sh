#!/bin/sh
# Dependencies point one way: viz -> experiments -> agents -> sim. Libraries stay where they belong.
set -u
cd "$(dirname "$0")/../.."
bad=0
refuse() {  # what, pattern, files...
  what=$1; pattern=$2; shift 2
  found=$(grep -nE "$pattern" "$@" 2>/dev/null) && { printf '%s:\n%s\n' "$what" "$found"; bad=1; }
}
refuse 'sim must know nothing above it' '#include "(agents|experiments|viz)/' sim/*.?pp
refuse 'agents must know nothing above it' '#include "(experiments|viz)/' agents/*.?pp agents/mechanisms/*.?pp
refuse 'experiments must not know the viewer' '#include "viz/' experiments/*.?pp experiments/*/*.?pp
refuse 'statistics knows nothing of the model' '#include "(agents|experiments/[a-z_]*\.hpp|experiments/sweep)' experiments/statistics/*.?pp
refuse 'intervals and standard errors come from experiments/statistics/intervals' \
  'student_quantile|students_t|beta_distribution|normal_distribution|standard_error|bootstrap|(deviation|variance)\(\) */|sqrt\([^;]*(variance|deviation)\(\)' \
  $(ls experiments/*.?pp experiments/*/*.?pp viz/*/*.?pp | grep -vE '^experiments/statistics/(intervals|statistics|history_match)\.')
refuse 'the engine knows nothing of the NHS' '\b(NHS|CCG|council|hospital)' $(ls sim/*.?pp)
refuse 'yaml-cpp belongs in sim/yaml' '#include [<"]yaml-cpp' $(ls sim/*.?pp agents/*.?pp agents/mechanisms/*.?pp experiments/*.?pp experiments/*/*.?pp | grep -v '^sim/yaml')
refuse 'HDF5 belongs in sim/h5' '#include [<"]hdf5' $(ls sim/*.?pp agents/*.?pp agents/mechanisms/*.?pp experiments/*.?pp experiments/*/*.?pp | grep -v '^sim/h5')
refuse 'TBB belongs in experiments/ensemble and experiments/sweep/run_range' '#include [<"](tbb|oneapi)' $(ls sim/*.?pp agents/*.?pp agents/mechanisms/*.?pp experiments/*.?pp experiments/*/*.?pp | grep -vE '^experiments/(ensemble|sweep/run_range)')
refuse 'libm has no place in the model: use sim/math.hpp' 'std::(exp|log|pow|erf|erfc|tanh|sin|cos)\(' $(ls agents/*.?pp agents/mechanisms/*.?pp)
refuse 'ImGui, GLFW and OpenGL belong in viz/window' '#include [<"](imgui|GLFW|GL/|EGL)' $(ls viz/*/*.?pp | grep -v '^viz/window')
refuse 'HDF5, yaml-cpp and TBB have no place in the viewer' '#include [<"](hdf5|yaml-cpp|tbb|oneapi)' viz/*/*.?pp
refuse 'fmt::print throws where standard error cannot be written: use tell() of experiments/program.hpp' 'fmt::print\(stderr' experiments/*.cpp experiments/*/*.cpp viz/*/*.cpp
# What is no std::exception would pass every handler by.
for thrown in $(grep -rhoE 'throw ([a-z]+::)*[A-Z][A-Za-z]*' --include='*.?pp' sim agents experiments viz | sed 's/.*[ :]//' | sort -u); do
  grep -rqE "(struct|class) $thrown( final)? : " --include='*.?pp' sim agents experiments viz ||
    { echo "$thrown is thrown and is no std::exception"; bad=1; }
done
[ "$bad" = 0 ] && echo "all includes point the right way"
exit "$bad"
