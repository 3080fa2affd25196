{#
  The CTEs every fact of figures starts with: `figures`, those of changed reports in an intermediate model; `published_reports`,
  current and accepted; `scanned`, how sure the recognition of a cell in an image was.
#}
{% macro published_figures(model) -%}
figures as (

    select *
    from {{ ref(model) }}
    where {{ only_changed() }}

),

published_reports as (

    select report_key
    from {{ ref('int_report_versions') }}
    where is_published

),

scanned as (

    select
        cell_key,
        ocr_confidence,
        is_uncertain
    from {{ ref('int_scanned_cells') }}

)
{%- endmacro %}

{#
  The same for facts of money, with `disputed`, cells that a critical finding names; `corrections`, reviewed ones that hold; and
  `money_units`, for what a corrected value printed amounts to.
#}
{% macro published_amounts(model) -%}
    {{ published_figures(model) }},

disputed as (

    select
        report_key,
        cell_key
    from {{ ref('int_disputed_cells') }}

),

corrections as (

    select
        cell_key,
        correction_id
    from {{ ref('stg_correction') }}
    where state = '已更正'

),

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

)
{%- endmacro %}
