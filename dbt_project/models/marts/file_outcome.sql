with

outcomes as (

    select * from {{ ref('int_file_outcomes') }}

),

final as (

    select
        file_name,
        file_path,
        file_sha256,
        source_format,
        outcome,
        reason,
        report_key
    from outcomes

)

select * from final
