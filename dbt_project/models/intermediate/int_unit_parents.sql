{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        file_sha256,
        unit_key,
        fiscal_year,
        division_code,
        {{ folded('unit_name') }} as unit_name_key
    from {{ ref('int_report_versions') }}
    where
        unit_key is not null
        and {{ only_changed() }}

),

labels as (

    select label_key
    from {{ ref('identity_labels') }}
    where field = 'competent_department'

),

-- The cell behind 主管部门, in the rows of forms that have one.
rows_of_forms as (

    select
        file_sha256,
        cell_key,
        {{ folded('text') }} as text_key,
        lead({{ folded('text') }}) over (
            partition by file_sha256, block_no, row_no
            order by col_no
        ) as next_key
    from {{ ref('stg_report_cell') }}
    where
        row_no is not null
        and text <> ''

),

named as (

    select distinct
        rows_of_forms.file_sha256,
        rows_of_forms.next_key as parent_name_key
    from rows_of_forms
    inner join labels on regexp_replace(rows_of_forms.text_key, ':$', '') = labels.label_key
    where rows_of_forms.next_key is not null

),

-- A department that reports itself; of two names that fit nobody knows which is meant.
final as (

    select
        reports.report_key,
        reports.unit_key,
        reports.fiscal_year,
        min(parents.unit_key) as parent_unit_key
    from reports
    inner join named on reports.file_sha256 = named.file_sha256
    inner join {{ ref('int_report_versions') }} as parents
        on
            reports.division_code = parents.division_code
            and reports.unit_key <> parents.unit_key
            and length(named.parent_name_key) >= 4
            and suffix({{ folded('parents.unit_name') }}, named.parent_name_key)
    where not suffix(reports.unit_name_key, named.parent_name_key)
    group by
        reports.report_key,
        reports.unit_key,
        reports.fiscal_year
    having count(distinct parents.unit_key) = 1

)

select * from final
