with

{{ corrected_values('statement_line') }},

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

numbered as (

    select
        *,
        {{ printed_number('corrected_text') }} as value_number,
        {{ is_null_mark('value_text') }} as is_null_mark,
        {{ folded('unit_text') }} as money_unit_key
    from corrected

),

renamed as (

    select
        -- keys
        numbered.line_key,
        numbered.report_key,
        numbered.file_sha256,
        numbered.statement_no,
        numbered.line_no,

        -- what the line says
        numbered.statement,
        numbered.title_text,
        {{ printed_year('numbered.title_year_text') }} as title_year,
        nullif({{ squeezed('numbered.project_name') }}, '') as project_name,
        numbered.side,
        numbered.code_text,
        numbered.label_text,
        nullif(numbered.label_key, '') as label_key,
        coalesce(numbered.section_keys, cast([] as varchar[])) as section_keys,
        coalesce(numbered.heading_keys, cast([] as varchar[])) as heading_keys,
        numbered.doubt,
        {{ squeezed('numbered.unit_name') }} as row_unit_name,

        -- what it amounts to
        numbered.value_text,
        numbered.unit_text,
        numbered.is_null_mark,
        numbered.value_number,
        money_units.factor as unit_factor,
        {{ amount_in_yuan('numbered.value_number', 'money_units.factor') }} as amount_yuan,

        -- where it stands
        numbered.source_page,
        numbered.source_line,
        numbered.cell_key
    from numbered
    left join money_units on numbered.money_unit_key = money_units.unit_key

)

select * from renamed
