with

source as (

    select * from {{ source('raw', 'report') }}

),

renamed as (

    select
        report_key,
        file_sha256,
        part_no,
        title,
        unit_name as unit_name_text,
        unit_evidence,
        -- '101001某某局' and '101-某某局' name the unit 某某局.
        nullif(
            regexp_replace({{ squeezed('unit_name') }}, '^[0-9]{3,}[-_－—]?', ''),
            ''
        ) as unit_name,
        {{ printed_year('year_text') }} as fiscal_year,
        report_type,
        money_unit_text
    from source

)

select * from renamed
