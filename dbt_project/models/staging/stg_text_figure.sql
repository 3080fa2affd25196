with

{{ corrected_values('text_figure') }},

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
        {{ folded('unit_text') }} as money_unit_key
    from corrected

),

renamed as (

    select
        -- keys
        numbered.figure_key,
        numbered.report_key,
        numbered.file_sha256,
        numbered.figure_no,

        -- what the sentence says
        numbered.sentence,
        numbered.role,
        numbered.side,
        numbered.stage_key,
        numbered.kind_key,
        numbered.fund_key,
        numbered.label_text,
        nullif(numbered.label_key, '') as label_key,
        numbered.account_level,
        nullif({{ squeezed('numbered.project_name') }}, '') as project_name,
        {{ printed_year('numbered.year_text') }} as year_in_text,
        coalesce(numbered.year_text = '{{ var("year_before") }}', false) as is_year_before,

        -- what it amounts to
        numbered.value_text,
        numbered.unit_text,
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
