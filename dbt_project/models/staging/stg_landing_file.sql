with

source as (

    select * from {{ source('raw', 'landing_file') }}

),

renamed as (

    select
        file_path,
        file_name,
        file_sha256,
        source_format,
        size_bytes,
        outcome,
        reason,
        source_url,
        publisher,
        published_on,
        retrieved_at,
        landed_at,
        reader_version,
        run_id
    from source

)

select * from renamed
