-- Cells that a critical finding names, on either side of the contradiction; explained and waived ones are settled.
with

findings as (

    select
        report_key,
        cell_key,
        other_cell_key
    from {{ ref('int_findings') }}
    where
        severity = 'critical'
        and status = 'open'

),

final as (

    select
        report_key,
        cell_key
    from findings
    where cell_key is not null

    union distinct

    select
        report_key,
        other_cell_key as cell_key
    from findings
    where other_cell_key is not null

)

select * from final
