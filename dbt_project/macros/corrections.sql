{#
  The CTEs a staging model of printed values starts with: `source`, the raw table; `corrected`, the same with `corrected_text`.
  A reviewed correction holds for the value it names only; the text stays as printed.
#}
{% macro corrected_values(table) -%}
source as (

    select * from {{ source('raw', table) }}

),

corrections as (

    select
        file_sha256,
        cell_key,
        printed_text,
        corrected_text
    from {{ ref('corrections') }}

),

corrected as (

    select
        source.*,
        coalesce(corrections.corrected_text, source.value_text) as corrected_text
    from source
    left join corrections
        on
            source.file_sha256 = corrections.file_sha256
            and source.cell_key = corrections.cell_key
            and {{ folded('source.value_text') }} = {{ folded('corrections.printed_text') }}

)
{%- endmacro %}
