with

source as (

    select * from {{ source('raw', 'indicator_line') }}

),

renamed as (

    select
        -- keys
        line_key,
        report_key,
        file_sha256,
        statement_no,
        line_no,

        -- what the line says
        statement,
        {{ printed_year('title_year_text') }} as title_year,
        nullif({{ squeezed('project_name') }}, '') as project_name,
        is_execution_rate,
        {{ level_name('level1_text') }} as level1,
        {{ level_name('level2_text') }} as level2,
        {{ level_name('level3_text') }} as level3,
        {{ level_weight('level1_text') }} as level1_weight,
        {{ level_weight('level2_text') }} as level2_weight,
        {{ level_weight('level3_text') }} as level3_weight,
        nullif({{ squeezed('property_text') }}, '') as property_text,
        {{ cell_text('target_text') }} as target_text,
        nullif({{ squeezed('unit_text') }}, '') as unit_text,
        {{ cell_text('actual_text') }} as actual_text,
        weight_text,
        try_cast({{ printed_percent('weight_text') }} as decimal(9, 2)) as weight,
        score_text,
        try_cast({{ printed_number('score_text') }} as decimal(9, 2)) as score,
        {{ cell_text('deviation_text') }} as deviation_text,

        -- where it stands
        source_page,
        source_line,
        cell_key
    from source

)

select * from renamed
