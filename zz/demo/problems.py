"""Problems of the demo: the newspaper's case with its yellow card, and a dozen others in every state."""

from datetime import date, datetime

from zz.accounts.models import Unit
from zz.db import db
from zz.demo import meetings
from zz.demo.county import County
from zz.demo.telling import Teller, root_of
from zz.numbering import NumberSeries
from zz.problems import kinds
from zz.problems.vocabulary import Source, Urgency

ASSIGNED, SUPERVISED = 111, 28  # the last numbers of the year before the demo's story begins
DUTIES = {
    "用地": "醴陵市自然资源局", "用林": "醴陵市自然资源局", "征拆": "醴陵市城市管理局", "资金": "醴陵市发展和改革局",
    "用能": "醴陵市发展和改革局",
    "用水": "醴陵市水利局", "用电": "国网醴陵市供电公司", "用气": "醴陵市住房和城乡建设局",
    "环评容量": "醴陵市工业和信息化局", "帮代办": "醴陵市行政审批服务局", "施工组织": "醴陵市住房和城乡建设局",
}  # fmt: skip
FARM, CLOTHES = "醴陵现代化农业产业园项目", "醴陵(船湾)服饰产业园"
LOGISTICS, LITHIUM = "花炮物流国际港项目", "年产5万吨高性能锂离子电池负极材料产业化项目"
WATER, CERAMICS = "醴陵市第二自来水厂项目", "醴陵市陶瓷新材料园"
HIGHWAY = "沪昆高速金鱼石至双河口段扩容工程(湘赣界至醴娄高速)"
LAND, POWER, SEWER = "醴陵市自然资源局", "国网醴陵市供电公司", "醴陵市城市管理局"
HOUSING, RIVERS, INDUSTRY = "醴陵市住房和城乡建设局", "醴陵市水利局", "醴陵市工业和信息化局"
PARK = "醴陵经济开发区管理委员会"
ROADS, GROUP = "醴陵市交通运输局", "醴陵市渌江投资控股集团有限公司"


def load(county: County, *, until: datetime) -> None:
    """Tell the stories within the current transaction; nothing happens at or after `until`."""
    kinds.seed()
    root = root_of(county)
    _duties(county, root)
    for series, last in (("assignment", ASSIGNED), ("supervision", SUPERVISED)):
        db.session.add(NumberSeries(series=series, year=until.year, root_id=root, last=last))
    db.session.flush()
    teller = Teller(county)
    for story in (_farm, _highway, _water, _logistics, _lithium, _clothes, _ceramics, _township, meetings.tell):
        story(teller)
    teller.run(until)


def _duties(county: County, root: int) -> None:
    names = {kind.name: kind for kind in kinds.offered()}
    for name, unit in DUTIES.items():
        kinds.set_duty(names[name], root, county.units[unit].id)
    land: Unit = county.units[LAND]
    land.leader_id = county.users["leader"].id


def _farm(t: Teller) -> None:
    """The newspaper's case: the owner's land approval is late; the yellow card is out, the red one is to come."""
    photos = ("二期用地现状1.jpg", "二期用地现状2.jpg", "二期用地现状3.jpg")
    detail = "二期 180 亩用地组卷尚未报批，10 月开工的节点要推迟，请协调加快。"
    t.report("8-25 17:31", "farm", "owner", FARM, "用地", "土地报批进度滞后，影响10月开工", detail, photos)
    t.assign("8-28 11:02", "farm", LAND, (GROUP, "板杉镇"), days=8)
    t.sign("8-28 11:40", "farm", GROUP, "lujiang", "工程部 王珂")
    t.sign("8-28 15:10", "farm", LAND, "bureau", "耕保股 易红")
    t.sign("8-29 09:05", "farm", "板杉镇", "banshan")
    t.progress("9-1 10:05", "farm", LAND, "bureau", "用地预审已通过，正在组卷")
    t.reply("9-5 15:22", "farm", GROUP, "lujiang", "勘测定界报告已完成", "勘测定界报告.pdf")
    t.cards("9-12 10:05", "farm", LAND)
    t.cards("9-12 10:08", "farm", "板杉镇", drop="正在组织村民小组签字，9月13日提交")
    t.propose("9-13 17:10", "farm", "mayor", "建议自然资源局9月20日前组卷报市，省级审查由市主要领导对接省厅。")
    t.reply("9-13 16:40", "farm", "板杉镇", "banshan", "3 个村民小组征地签字完成", "签字表.pdf")


def _highway(t: Teller) -> None:
    """Red: it has climbed to the leader in charge, who has set a new date."""
    t.report("8-7 10:20", "road", "commissioner3", HIGHWAY, "征拆", "K12 段两户未签协议，桥梁桩基无法进场")
    t.assign("8-8 09:10", "road", "王仙镇", (LAND,), days=8, urgency=Urgency.HARD)
    t.sign("8-8 14:30", "road", "王仙镇", "wangxian")
    t.sign("8-9 09:00", "road", LAND, "bureau")
    t.reply("8-15 16:00", "road", LAND, "bureau", "补偿标准已核定，张贴公示", "补偿标准公示.pdf")
    t.progress("8-17 11:00", "road", "王仙镇", "wangxian", "一户已签，另一户在外地务工，正在联系")
    t.cards("8-23 15:00", "road", "王仙镇")
    t.cards("8-29 10:30", "road", "王仙镇")
    words = "请王仙镇主要负责人包户，项目管理中心每日跟踪。"
    t.instruct("8-30 09:40", "road", "leader", words, date(2023, 9, 20))
    t.propose("9-13 17:20", "road", "leader", "建议由王仙镇书记包户，9月18日前签字，逾期依法申请征收。")
    t.progress("9-11 17:10", "road", "王仙镇", "wangxian", "协议已达成一致，约定9月18日签字")


def _water(t: Teller) -> None:
    """One suspended, one written off."""
    t.report(
        "7-31 16:10", "pole", "commissioner", WATER, "征拆", "围挡外两根电线杆影响进场道路", photos=("电线杆.jpg",)
    )
    t.assign("8-1 09:30", "pole", POWER, days=10)
    t.sign("8-1 10:15", "pole", POWER, "dianli", "运维部 周强")
    t.reply("8-10 17:20", "pole", POWER, "dianli", "两根电杆已迁移到红线外", "竣工单.pdf")
    t.close("8-11 10:00", "pole", "centre", "迁移完成，同意办结")
    t.write_off("8-14 11:20", "pole", "commissioner", "道路已通，重车可以进场")
    t.report("8-29 15:40", "pipe", "commissioner", WATER, "用水", "取水泵房涉河审批未落实，管线迁改待协调")
    t.assign("8-30 10:10", "pipe", RIVERS, (SEWER,), days=15)
    t.sign("8-30 11:00", "pipe", RIVERS, "shuili", "河道股 唐勇")
    t.sign("8-30 16:20", "pipe", SEWER, "chengguan")
    reason = "涉河方案已报省水利厅，等待批复"
    t.suspend("9-6 10:30", "pipe", RIVERS, "shuili", reason, date(2023, 9, 28), "受理通知书.pdf")


def _logistics(t: Teller) -> None:
    """One closed and waiting for the site check, one just brought up, one withdrawn."""
    t.report("8-21 09:50", "hydrant", "commissioner3", LOGISTICS, "用水", "仓储区消防水源接入点未定")
    t.assign("8-22 10:00", "hydrant", RIVERS, days=12)
    t.sign("8-22 15:00", "hydrant", RIVERS, "shuili")
    t.reply("9-5 11:30", "hydrant", RIVERS, "shuili", "接入点定在北门，施工图已交业主", "接入点平面图.pdf")
    t.close("9-11 15:20", "hydrant", "centre", "方案可行")
    t.report("9-13 15:20", "redline", "commissioner3", LOGISTICS, "用地", "5—8号库用地红线需局部调整")
    t.report("9-4 10:00", "soil", "commissioner3", LOGISTICS, "施工组织", "土方外运时段受限")
    t.withdraw("9-5 09:00", "soil", "commissioner3", "城管部门已办理夜间运输许可")


def _lithium(t: Teller) -> None:
    """The second owner's: replied to and waiting to be verified by the commissioner."""
    detail = "9月下旬设备进场，东富大道桥梁限重 30 吨，请协调绕行和引导。"
    t.report("9-7 16:30", "bridge", "owner2", LITHIUM, "帮代办", "设备进场道路限重，需办理大件运输手续", detail)
    t.assign("9-8 09:20", "bridge", ROADS, (PARK,), days=3, urgency=Urgency.URGENT, commissioner=True)
    t.sign("9-8 10:00", "bridge", ROADS, "bureau2", "运管股 邹军")
    t.sign("9-8 11:10", "bridge", PARK, "park")
    t.reply("9-11 16:00", "bridge", PARK, "park", "园区内引导方案已定")
    t.reply("9-13 10:50", "bridge", ROADS, "bureau2", "大件运输许可已办理，绕行路线已踏勘", "大件运输许可.pdf")


def _clothes(t: Teller) -> None:
    """Two going on, one of them due the next working day; a third was the same matter and has been merged."""
    t.report(
        "9-5 14:10", "power", "commissioner", CLOTHES, "用电", "临时用电容量不足，影响塔吊使用", photos=("配电房.jpg",)
    )
    t.assign("9-6 09:40", "power", POWER, days=7)
    t.sign("9-6 10:30", "power", POWER, "dianli", "营销部 何敏")
    t.progress("9-12 16:00", "power", POWER, "dianli", "400 kVA 变压器已到货，9月14日安装")
    t.report("9-8 09:15", "crane", "commissioner", CLOTHES, "用电", "塔吊用电容量不足")
    t.merge("9-8 10:20", "crane", "power", "同一件事")
    t.report("9-12 17:00", "path", "commissioner", CLOTHES, "征拆", "施工便道占用菜地，三户要求补偿")
    t.assign("9-13 16:30", "path", "船湾镇", days=5)


def _ceramics(t: Teller) -> None:
    """Sent back by a unit, reopened by its reporter, returned to be done again, and one begun by a leader's words."""
    t.report("9-6 10:40", "quota", "commissioner2", CERAMICS, "环评容量", "高纯石英项目氟化物总量指标不足")
    t.assign("9-7 09:30", "quota", INDUSTRY, days=15)
    t.send_back("9-8 15:00", "quota", INDUSTRY, "gongxin", "总量指标由生态环境部门调剂，不属本局职责")
    t.report("8-28 11:00", "flood", "commissioner2", CERAMICS, "施工组织", "场内积水排不出，基坑停工")
    t.assign("8-29 09:00", "flood", HOUSING, days=5, urgency=Urgency.URGENT)
    t.sign("8-29 10:20", "flood", HOUSING, "zhujian")
    t.reply("9-4 15:30", "flood", HOUSING, "zhujian", "排水沟已疏通")
    t.close("9-7 10:00", "flood", "centre")
    t.reopen("9-11 09:10", "flood", "commissioner2", "9月10日大雨后再次积水，出水口标高不够")
    t.sign("9-11 11:00", "flood", HOUSING, "zhujian")
    t.report(
        "9-1 09:00", "gas", "centre", CERAMICS, "用气", "园区天然气管道接入滞后", "陈国强批示：请市住建局阅处。",
        ("批示原件.jpg",), Source.INSTRUCTION, "陈国强",
    )  # fmt: skip
    t.assign("9-1 10:30", "gas", HOUSING, (PARK,), days=10)
    t.sign("9-1 14:00", "gas", HOUSING, "zhujian", "燃气办 文静")
    t.sign("9-1 15:10", "gas", PARK, "park")
    t.reply("9-6 10:00", "gas", PARK, "park", "管廊用地已清表")
    t.reply("9-7 16:20", "gas", HOUSING, "zhujian", "已与燃气公司对接")
    t.return_("9-8 10:00", "gas", "centre", "只有对接，没有施工时间表，请补充", date(2023, 9, 20))


def _township(t: Teller) -> None:
    """两级: a township's own person brings it up, the township gives it to another of its people."""
    t.report("9-11 10:00", "lamp", "banshan", FARM, "施工组织", "一期大棚便道夜间无照明，存在安全隐患")
    t.assign("9-11 11:00", "lamp", "banshan2", days=5, by="banshan")
    t.sign("9-11 14:20", "lamp", "banshan2", "banshan2")
