with

source as (

    select * from {{ source('raw', 'document') }}

),

renamed as (

    select
        file_sha256,
        file_name,
        file_path,
        source_url,
        publisher,
        published_on,
        retrieved_at,
        landed_at,
        source_format,
        encoding,
        reader_version,
        recogniser_version,
        block_count,
        table_count,
        cell_count,
        read_at,
        recognised_at
    from source

)

select * from renamed
