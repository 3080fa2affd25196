with

source as (

    select * from {{ source('raw', 'staff_line') }}

),

renamed as (

    select
        staff_key,
        report_key,
        file_sha256,
        staff_no,
        nullif({{ squeezed('organisation') }}, '') as organisation,
        category_key,
        headcount_text,
        try_cast({{ printed_number('headcount_text') }} as integer) as headcount,
        control_rate_text,
        try_cast({{ printed_percent('control_rate_text') }} as decimal(9, 2)) as control_rate,
        {{ printed_year('year_text') }} as year_in_text,
        source_page,
        source_line,
        cell_key
    from source

)

select * from renamed
