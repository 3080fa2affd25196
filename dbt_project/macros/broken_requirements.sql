{# One row for each requirement of `holds` (tests/generic) that rows of a table break, with how many they are. #}
{% macro broken_requirements(model, not_null, unique, accepted_values) -%}
    {%- set requirements = [] -%}
    {%- for column in not_null -%}
        {%- do requirements.append(('not_null ' ~ column, 'count(*) filter (where ' ~ column ~ ' is null)')) -%}
    {%- endfor -%}
    {%- for column, values in accepted_values.items() -%}
        {%- set quoted = [] -%}
        {%- for value in values -%}
            {%- do quoted.append(string_literal(value | string | replace("'", "''"))) -%}
        {%- endfor -%}
        {%- set others = 'count(*) filter (where ' ~ column ~ '::varchar not in (' ~ quoted | join(', ') ~ '))' -%}
        {%- do requirements.append(('accepted_values ' ~ column, others)) -%}
    {%- endfor -%}
    {%- set parts = [] -%}
    {%- if requirements -%}
        {%- set names = "'" ~ requirements | map('first') | join("', '") ~ "'" -%}
        {%- set counts = requirements | map('last') | join(', ') -%}
        {%- do parts.append(
            'select unnest([' ~ names ~ ']) as requirement, unnest([' ~ counts ~ ']) as row_count from ' ~ model
        ) -%}
    {%- endif -%}
    {%- for columns in unique -%}
        {%- set listed = columns | join(', ') -%}
        {%- do parts.append(
            "select 'unique " ~ listed ~ "' as requirement, coalesce(sum(alike.row_count), 0)::bigint as row_count from ("
            ~ 'select count(*) as row_count from ' ~ model ~ ' group by ' ~ listed ~ ' having count(*) > 1) as alike'
        ) -%}
    {%- endfor -%}
    select
        broken.requirement,
        broken.row_count
    from ({{ parts | join(' union all ') }}) as broken
    where broken.row_count > 0
{%- endmacro %}
