with

source as (

    select * from {{ source('raw', 'unrecognised') }}

),

renamed as (

    select
        file_sha256,
        report_key,
        kind,
        text,
        context,
        reason,
        statement,
        row_text,
        column_text,
        coalesce(nearest, cast([] as varchar[])) as nearest,
        source_page,
        source_line,
        cell_key
    from source

)

select * from renamed
