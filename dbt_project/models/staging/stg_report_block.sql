with

source as (

    select * from {{ source('raw', 'report_block') }}

),

renamed as (

    select
        file_sha256,
        block_no,
        kind,
        use,
        source_page,
        source_line,
        text
    from source

)

select * from renamed
