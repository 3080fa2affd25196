with

source as (

    select * from {{ source('raw', 'quarantine') }}

),

renamed as (

    select
        report_key,
        expectation,
        severity,
        reason,
        run_id,
        decided_at
    from source

)

select * from renamed
