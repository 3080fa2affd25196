with

source as (

    select * from {{ source('raw', 'claim') }}

),

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

numbered as (

    select
        *,
        cast({{ printed_number('value_text') }} as double) as value_number,
        {{ folded('value_unit') }} as value_unit_key,
        cast({{ printed_number('change_text') }} as double) as change_number,
        {{ folded('change_unit') }} as change_unit_key,
        cast({{ printed_number('base_text') }} as double) as base_number,
        {{ folded('base_unit') }} as base_unit_key,
        cast({{ printed_percent('percent_text') }} as double) as percent_number
    from source

),

renamed as (

    select
        -- keys
        numbered.claim_key,
        numbered.report_key,
        numbered.file_sha256,
        numbered.claim_no,

        -- what it says
        numbered.claim_type,
        nullif({{ squeezed('numbered.subject_text') }}, '') as subject_text,
        numbered.relation,
        numbered.percent_relation,
        numbered.basis_text,
        numbered.is_complete,
        numbered.doubt,
        numbered.sentence,

        -- operands as printed
        numbered.value_text,
        numbered.value_unit,
        numbered.change_text,
        numbered.change_unit,
        numbered.percent_text,
        numbered.base_text,
        numbered.base_unit,
        numbered.item_texts,
        numbered.item_values,
        numbered.item_units,
        numbered.item_cell_keys,

        -- and as numbers
        {{ claim_operand('value', 'coalesce(value_units.factor, 1)') }},
        {{ claim_operand('change', 'coalesce(change_units.factor, 1)') }},
        {{ claim_operand('base', 'coalesce(base_units.factor, 1)') }},
        numbered.percent_number,
        {{ half_digit('numbered.percent_text') }} as percent_half,

        -- where it stands
        numbered.source_page,
        numbered.source_line,
        numbered.cell_key,
        numbered.value_cell_key,
        numbered.base_cell_key
    from numbered
    left join money_units as value_units on numbered.value_unit_key = value_units.unit_key
    left join money_units as change_units on numbered.change_unit_key = change_units.unit_key
    left join money_units as base_units on numbered.base_unit_key = base_units.unit_key

)

select * from renamed
