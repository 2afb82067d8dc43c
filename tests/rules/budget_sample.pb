META
key;value
description;Sample: small works in a compound
country;China
unit;Sample Compound
instance;2026
num_projects;5
num_votes;9
budget;30000
vote_type;approval
rule;equalshares
PROJECTS
project_id;cost;votes;name;category;selected
A1;12000;5;"Lamps; path and gate";lighting;1
A2;9500,50;4;Benches;rest;0
A3;8000;3;Bicycle shelter;parking,rest;1
A4;15000.25;3;Ramp;access;0
A5;2000;0;"A ""quiet"" corner";rest;0
VOTES
voter_id;vote;age;sex
1;A1,A2;41;F
2;A1,A2;67;F
3;A1;35;M
4;A1,A2;;
5;A1;70;M
6;A3,A4;38;F
7;A3,A4;29;M
8;A3,A2,A4;55;F
9;;80;M
