{#
  What must hold of every row of a table, in one test: a test for each column costs more to start than all of them to answer,
  and most of the time of a small build went there. Gives one row for each requirement that is broken and the rows that break it.

  not_null: [column, ...]                      no row without a value (marts say it as a constraint of their contract)
  unique: [[column, ...], ...]                 no two rows alike in all columns of a list; NULL counts as a value
  accepted_values: {column: [value, ...]}      nothing else than these; NULL is accepted
#}
{% test holds(model, not_null=[], unique=[], accepted_values={}) %}

{%- set requirements = [] -%}
{%- for column in not_null -%}
    {%- do requirements.append(('not_null ' ~ column, 'count(*) filter (where ' ~ column ~ ' is null)')) -%}
{%- endfor -%}
{%- for column, values in accepted_values.items() -%}
    {%- set quoted = [] -%}
    {%- for value in values -%}
        {%- do quoted.append(string_literal(value | string | replace("'", "''"))) -%}
    {%- endfor -%}
    {%- do requirements.append((
        'accepted_values ' ~ column,
        'count(*) filter (where ' ~ column ~ '::varchar not in (' ~ quoted | join(', ') ~ '))'
    )) -%}
{%- endfor %}

with

broken as (

    {% if requirements -%}
    select
        unnest([
            {%- for requirement, _ in requirements %}
            '{{ requirement }}'{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as requirement,
        unnest([
            {%- for _, expression in requirements %}
            {{ expression }}{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as row_count
    from {{ model }}
    {%- endif %}
    {% for columns in unique -%}
    {{ 'union all' if requirements or not loop.first }}
    select
        'unique {{ columns | join(", ") }}' as requirement,
        coalesce(sum(alike.row_count), 0)::bigint as row_count
    from (
        select count(*) as row_count
        from {{ model }}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    ) as alike
    {% endfor %}

)

select requirement, row_count from broken where row_count > 0

{% endtest %}
