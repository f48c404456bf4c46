"""What the administrators set for the whole voltage desk; thresholds are versions of `VoltageRule`."""

from zz.rules import Kind, define

GROUP, OWNER = "电压质量", "voltage_manage"

PHASE_LOW = define("voltage.phase_low", "单相下限", GROUP, Kind.DECIMAL, "198", unit="V", minimum=100, maximum=220,
    permission=OWNER, help="GB/T 12325：220 V −10 %。合格率按此计算。")  # fmt: skip
PHASE_HIGH = define("voltage.phase_high", "单相上限", GROUP, Kind.DECIMAL, "235.4", unit="V", minimum=220, maximum=300,
    permission=OWNER, help="GB/T 12325：220 V +7 %。")  # fmt: skip
LINE_LOW = define("voltage.line_low", "三相下限", GROUP, Kind.DECIMAL, "353.4", unit="V", minimum=200, maximum=380,
    permission=OWNER, help="GB/T 12325：380 V −7 %。")  # fmt: skip
LINE_HIGH = define("voltage.line_high", "三相上限", GROUP, Kind.DECIMAL, "406.6", unit="V", minimum=380, maximum=520,
    permission=OWNER, help="GB/T 12325：380 V +7 %。")  # fmt: skip
OUTAGE = define("voltage.outage", "停电界限", GROUP, Kind.DECIMAL, "10", unit="V", minimum=0, maximum=100,
    permission=OWNER, help="低于此值是停电，不是电压值。")  # fmt: skip
SUSPECT = define("voltage.suspect", "可疑界限", GROUP, Kind.DECIMAL, "165", unit="V", minimum=0, maximum=198,
    permission=OWNER, help="停电界限与此值之间为可疑值，不计入有效点；三相表按 380/220 折算。")  # fmt: skip
IMPLAUSIBLE = define("voltage.implausible", "上限可疑界限", GROUP, Kind.DECIMAL, "300", unit="V", minimum=240,
    maximum=600, permission=OWNER, help="高于此值为可疑值，不计入有效点；三相表按 380/220 折算。")  # fmt: skip
KEEP_DAYS = define("voltage.keep_days", "曲线保留天数", GROUP, Kind.INT, 35, unit="天", minimum=31, maximum=400,
    permission=OWNER, help="全部测点的曲线在数据库旁保留这么多天，供规则试算和查看。")  # fmt: skip
