with

source as (

    select * from {{ source('raw', 'evaluation_line') }}

),

renamed as (

    select
        evaluation_key,
        report_key,
        file_sha256,
        statement_no,
        statement,
        {{ printed_year('title_year_text') }} as title_year,
        nullif({{ squeezed('project_name') }}, '') as project_name,
        try_cast({{ printed_percent('total_weight_text') }} as decimal(9, 2)) as total_weight,
        try_cast({{ printed_number('total_score_text') }} as decimal(9, 2)) as total_score,
        try_cast({{ printed_percent('execution_rate_text') }} as decimal(9, 2)) as execution_rate,
        nullif(regexp_extract({{ folded('grade_text') }}, '^(优|良|中|差)(?:秀|好|等)?$', 1), '') as grade,
        total_weight_text,
        total_score_text,
        execution_rate_text,
        grade_text,
        source_page,
        source_line,
        cell_key
    from source

)

select * from renamed
