with

source as (

    select * from {{ source('raw', 'number_use') }}

),

renamed as (

    select
        cell_key,
        file_sha256,
        report_key,
        statement,
        use,
        line_cell_key
    from source

)

select * from renamed
