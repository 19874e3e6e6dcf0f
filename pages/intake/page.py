"""接入: a county's own files – handed in, asked about, seen ahead, loaded, taken back."""

from findings.intake import page_finding
from intake.looking_back import institutions_in, loads_in
from pages.intake.answers import answers_tab
from pages.intake.blank import blank_forms
from pages.intake.files import files_tab
from pages.intake.history import history_tab
from pages.intake.own import own_tab
from pages.intake.own_forms import forms_fault
from ui import kept
from ui.changes import show_done
from ui.filters import place_name
from ui.frame import current_view, page_tabs, write_finding, write_source
from ui.language import say
from ui.messages import show_fault, show_state
from ui.words import whole_words, words_of

TABS = {
    "files": ("装载", "Load"),
    "answers": ("答复", "Answers"),
    "history": ("记录与撤销", "Loads, undo"),
    "own": ("本县的仓库", "Warehouse"),
}

view = current_view()
words = words_of(view.scope, view.reference)
county = place_name(view.reference.county(view.scope.county))
show_done()
if kept.reach().townships_in(view.scope.county) is not None:
    write_finding(
        view,
        say(f"接入的文件、记录和空表是{whole_words()}的。", "Files, records and forms here are the whole county's."),
    )
    show_state(
        "no_permission",
        say(
            "您的权限只到自己的乡镇，这一页没有可看的。", "Your grant is for townships; this page has nothing to show."
        ),
        say("本乡镇的报表请交给县里装载；需要时请找管理员授权。", "Hand your returns to the county's office."),
    )
elif view.reference.is_sample:
    write_finding(
        view,
        say(
            "打开的是示例仓库，不装载实际数据；先建本县自己的仓库。",
            "The sample is open and takes no own figures; begin a warehouse of the county's own.",
        ),
    )
    show_state(
        "information",
        say("示例与实际不能混在一起。", "Sample and real figures must not be mixed."),
        say(
            "先建一个本县的空仓库并打开它，再交机构名册和报表。示例一直留着，随时可以换回来。",
            "Make an empty warehouse of the county and open it; then hand in institutions and files. "
            "The sample stays and can be opened again at any time.",
        ),
    )
    own_tab(view)
else:
    institutions = kept.read(institutions_in, view.scope.county)
    loads = kept.read_now(loads_in, view.scope.county)
    write_finding(view, page_finding(county, loads, institutions, words))
    fault = forms_fault()
    if fault is not None:
        # Read without them, a file would be taken for another form, or for none.
        show_fault("failed", fault)
    files, answers, history, own = page_tabs("tab", {name: say(*title) for name, title in TABS.items()})
    with files:
        if fault is None:
            files_tab(view, loads, institutions)
            blank_forms(view)
    with answers:
        if fault is None:
            answers_tab(view)
    with history:
        history_tab(view, loads, with_locks=fault is None)
    with own:
        own_tab(view)
where = kept.warehouse().address
write_source(view, [say(f"打开的仓库：{where}", f"open warehouse: {where}")])
