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
