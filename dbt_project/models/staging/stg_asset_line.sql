with

source as (

    select * from {{ source('raw', 'asset_line') }}

),

renamed as (

    select
        asset_key,
        report_key,
        file_sha256,
        asset_no,
        label_text,
        label_key,
        quantity_text,
        try_cast({{ printed_number('quantity_text') }} as decimal(18, 2)) as quantity,
        unit_text,
        source_page,
        source_line,
        cell_key
    from source

)

select * from renamed
