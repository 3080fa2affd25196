{#
  Replacing characters one by one costs a hundred times what it costs to see that there is nothing to replace, and of all printed
  values and labels hardly any has a radical, full-width form or quotation mark: each form looks for them first.
#}

{# Text as printed, without blanks and line breaks, CJK radicals of PDF fonts repaired. SQL twin of folding.squeeze. #}
{% macro squeezed(text) -%}
    {%- set without_blanks = "regexp_replace(" ~ text ~ ", '[\\s\\x{3000}\\x{00a0}\\x{200b}\\x{feff}]+', '', 'g')" -%}
    case
        when regexp_matches({{ text }}, '[\x{2e80}-\x{2fdf}]')
            then translate(
                {{ without_blanks }},
                '⺟⺠⻁⻄⻅⻆⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⺎⺏⺙⺝⼀⼁⼂⼃⼄⼅⼆⼇⼈⼉⼊⼋⼌⼍⼎⼏⼐⼑⼒⼓⼔⼕⼖⼗⼘⼙⼚⼛⼜⼝⼞⼟⼠⼡⼢⼣⼤⼥⼦⼧⼨⼩⼪⼫⼬⼭⼮⼯⼰⼱⼲⼳⼴⼵⼶⼷⼸⼹⼺⼻⼼⼽⼾⼿⽀⽁⽂⽃⽄⽅⽆⽇⽈⽉⽊⽋⽌⽍⽎⽏⽐⽑⽒⽓⽔⽕⽖⽗⽘⽙⽚⽛⽜⽝⽞⽟⽠⽡⽢⽣⽤⽥⽦⽧⽨⽩⽪⽫⽬⽭⽮⽯⽰⽱⽲⽳⽴⽵⽶⽷⽸⽹⽺⽻⽼⽽⽾⽿⾀⾁⾂⾃⾄⾅⾆⾇⾈⾉⾊⾋⾌⾍⾎⾏⾐⾑⾒⾓⾔⾕⾖⾗⾘⾙⾚⾛⾜⾝⾞⾟⾠⾡⾢⾣⾤⾥⾦⾧⾨⾩⾪⾫⾬⾭⾮⾯⾰⾱⾲⾳⾴⾵⾶⾷⾸⾹⾺⾻⾼⾽⾾⾿⿀⿁⿂⿃⿄⿅⿆⿇⿈⿉⿊⿋⿌⿍⿎⿏⿐⿑⿒⿓⿔⿕',
                '母民虎西见角车长门青页风飞食马骨鬼鱼鸟黄齐齿龙兀尣攵月一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠'
            )
        when regexp_matches({{ text }}, '[\s\x{3000}\x{00a0}\x{200b}\x{feff}]') then {{ without_blanks }}
        else {{ text }}
    end
{%- endmacro %}

{# The lookup form: squeezed, full-width forms folded, no quotation marks, one kind of dash. Twin of folding.fold. #}
{% macro folded(text) -%}
    case
        when regexp_matches({{ text }}, '[\s\x{3000}\x{00a0}\x{200b}\x{feff}\x{2e80}-\x{2fdf}“”"''‘’「」『』《》〈〉！-～‐-―]')
            then regexp_replace(
                translate(
                    regexp_replace({{ squeezed(text) }}, '[“”"''‘’「」『』《》〈〉]', '', 'g'),
                    '！＃＄％＆（）＊＋，．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
                    '!#$%&()*+,./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
                ),
                '[‐‑‒–—―－]+', '-', 'g'
            )
        else {{ text }}
    end
{%- endmacro %}
