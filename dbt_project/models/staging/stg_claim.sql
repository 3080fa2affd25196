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
        {% for name in ['value', 'change', 'base'] %}
        cast({{ printed_number(name ~ '_text') }} as double) as {{ name }}_number,
        {{ folded(name ~ '_unit') }} as {{ name }}_unit_key,
        {% endfor %}
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
        {% for name in ['value', 'change', 'base'] %}
        {{ claim_operand(name, 'coalesce(' ~ name ~ '_units.factor, 1)') }},
        {% endfor %}
        numbered.percent_number,
        {{ half_digit('numbered.percent_text') }} as percent_half,

        -- where it stands
        numbered.source_page,
        numbered.source_line,
        numbered.cell_key,
        numbered.value_cell_key,
        numbered.base_cell_key
    from numbered
    {% for name in ['value', 'change', 'base'] %}
    left join money_units as {{ name }}_units on numbered.{{ name }}_unit_key = {{ name }}_units.unit_key
    {% endfor %}

)

select * from renamed
