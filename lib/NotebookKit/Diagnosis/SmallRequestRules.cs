namespace NotebookKit.Diagnosis;

/// <summary>Why a drive gets small requests: merging off, or one of the causes that look like it.</summary>
internal static class SmallRequestRules
{
    public static Finding? Of(DriveFacts at) =>
        !at.IsSmall ? MergingOffWithoutHarm(at)
        : at.HasBios ? FromBios(at)
        : FromRequests(at);

    private static Finding? FromBios(DriveFacts at) =>
        at.Merges.Splits > at.Merges.Bios ? SizeLimit(at)
        : at.MissedOfMergeable is >= 0.5 && at.Missed >= 0.25 * at.Whole.Bios ? NotMerged(at)
        : MostMerge(at) ? null
        : CutAbove(at) is { } layer ? LayerCuts(at, layer)
        : at.IsSequential && at.Whole["read_share"] is > 0.9 ? OneAtATime(at)
        : at.IsRandom ? RandomSmall(at)
        : null;

    // Most bios became a few large requests; the small ones that make the median are somebody else's.
    private static bool MostMerge(DriveFacts at) => at.Merged >= 0.5 * at.Merges.Bios;

    // What comes large into a layer above and leaves it small is not the application's size.
    private static Layer? CutAbove(DriveFacts at) =>
        at.LayersAbove.FirstOrDefault(layer =>
            layer.Splits > layer.SizeIn.Count && layer.SizeIn.P50 is { } large && large >= 4 * at.SizeAtD
        );

    private static Finding LayerCuts(DriveFacts at, Layer layer)
    {
        string name = at.Trace.Labels.Device(layer.Device);
        string? target = at.TargetsOf(layer.Device);
        return new Finding(
            FormattableString.Invariant(
                $"The layer {name} cuts bios of {layer.SizeIn.P50:0} sectors into pieces of {at.SizeAtD:0}{(target is null ? "" : $" (target {target})")}, and nothing merges them again at {at.Name}{(at.Queue.NoMerges is 2 ? ", where merging is switched off (nomerges = 2)" : "")}."
            )
        )
        {
            Kind = FindingKind.LayerCuts,
            Severity = Severity.Critical,
            Value = (double)layer.Splits / layer.SizeIn.Count,
            Unit = "splits a bio",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new($"median size at Q of {name}", layer.SizeIn.P50 ?? 0, "sectors"),
                new("median size at D", at.SizeAtD, "sectors"),
                new("X", layer.Splits),
                .. at.Queue.NoMerges is { } set ? new FindingNumber[] { new("nomerges", set) } : [],
            ],
            Evidence = [at.Evidence(FormattableString.Invariant($"{layer.Splits:N0} X events on {name} for {layer.SizeIn.Count:N0} bios"))],
            RivalsRuledOut =
            [
                FormattableString.Invariant(
                    $"an application that asks for little: it asks {name} for {layer.SizeIn.P50:0} sectors at once"
                ),
                $"a size limit of the drive: it is the layer that splits, and the drive splits {at.Merges.Splits:N0} bios",
            ],
            LeftOpen =
                "the layer's chunk or stripe size (mdadm --detail, dmsetup table); and whether the pieces would merge: with nomerges 0, and plugged together",
            Confidence = new(ConfidenceLevel.High, "the layer and the drive were both traced"),
        };
    }

    private static Finding NotMerged(DriveFacts at)
    {
        bool off = at.Queue.NoMerges is 2;
        double size = at.SizeAtD;
        return new Finding(
            FormattableString.Invariant(
                $"{at.MissedOfMergeable * 100:0.#} % of the bios that could have merged did not: {at.Name} gets requests of {size:0} sectors ({size / 2:0.#} KiB){(off ? " because merging is switched off (nomerges = 2)" : at.Queue.NoMerges is null ? "; merging is off or prevented" : "")}."
            )
        )
        {
            Kind = off || at.Queue.NoMerges is null ? FindingKind.MergeDisabled : FindingKind.MergeMissed,
            Severity = Severity.Critical,
            Value = at.MissedOfMergeable * 100,
            Unit = "% of mergeable bios",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("mergeable bios", at.Missed + at.Merged),
                new("of them merged (M, F)", at.Merged),
                new("requests (D)", at.Merges.Requests),
                new("requests if all had merged, at least", at.Merges.Requests - at.Missed),
                .. at.Queue.NoMerges is { } set ? new FindingNumber[] { new("nomerges", set) } : [],
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant(
                        $"{at.Missed:N0} bios touch the bio queued before them, of the same operation, before its D, and have a G of their own"
                    )
                ),
                .. at.Queue.NoMerges is { } value
                    ? new FindingEvidence[] { new("queue attributes", FormattableString.Invariant($"nomerges = {value}")) }
                    : [],
            ],
            RivalsRuledOut = [.. RivalsOfMerging(at)],
            LeftOpen =
                off ? null
                : at.Queue.NoMerges is null ? "nomerges was not given: read /sys/block/DRIVE/queue/nomerges"
                : FormattableString.Invariant(
                    $"nomerges = {at.Queue.NoMerges} allows the merge: look at segment limits (max_segments, virt_boundary_mask), differing flags or cgroups, and plugs flushed early"
                ),
            Confidence = off
                ? new(ConfidenceLevel.High, "the trace and the queue attribute say the same, and the look-alikes are ruled out")
                : new(ConfidenceLevel.Medium, "the trace shows the missed merges; what prevented them is not settled by it"),
        };
    }

    private static IEnumerable<string> RivalsOfMerging(DriveFacts at)
    {
        yield return FormattableString.Invariant(
            $"a size limit (max_sectors_kb): no bio was split at the drive (X {at.Merges.Splits:N0}){(at.Queue.MaxSectorsKiB is { } limit && limit * 2 > at.SizeAtD ? FormattableString.Invariant($" and {limit} KiB are allowed") : "")}"
        );
        yield return FormattableString.Invariant(
            $"no read-ahead, or an application that reads one piece at a time: {at.Missed:N0} bios came while their neighbour still waited"
        );
        yield return FormattableString.Invariant($"random access: {at.Sequential * 100:0.#} % of the bios touch the one before");
        if (at.Trace.Layers.ShrinksAt is { } layer && layer.Device != at.Device)
        {
            yield return FormattableString.Invariant(
                $"the layer that cuts the bios ({at.Trace.Labels.Device(layer.Device)}: {layer.Effect}) as the cause alone: small bios in order merge where merging is on"
            );
        }
    }

    private static Finding? SizeLimit(DriveFacts at)
    {
        double largest = at.Merges.SizeAtD.Max ?? 0;
        bool known = at.Queue.MaxSectorsKiB is { } limit && limit * 2 == (long)largest;
        bool lowered = at.Queue is { MaxSectorsKiB: { } soft, MaxHwSectorsKiB: { } hard } && soft < hard;
        if (at.Queue.MaxSectorsKiB is not null && !known)
        {
            return null;
        }

        return new Finding(
            FormattableString.Invariant(
                $"The block layer splits every bio into {at.Merges.SizeAtD.Count / (double)at.Merges.Bios:0.#} requests of at most {largest:0} sectors: {(known ? $"max_sectors_kb = {at.Queue.MaxSectorsKiB}" : "a size limit")}{(lowered ? $", although the drive takes {at.Queue.MaxHwSectorsKiB} KiB" : "")}."
            )
        )
        {
            Kind = FindingKind.MaxSectors,
            Severity = Severity.Critical,
            Value = (double)at.Merges.Splits / at.Merges.Bios,
            Unit = "splits a bio",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("median size at Q", at.Whole["size_q_p50"] ?? 0, "sectors"),
                new("median size at D", at.SizeAtD, "sectors"),
                new("X", at.Merges.Splits),
                new("Q", at.Merges.Bios),
            ],
            Evidence =
            [
                at.Evidence(FormattableString.Invariant($"{at.Merges.Splits:N0} X events for {at.Merges.Bios:N0} bios")),
                .. known ? new FindingEvidence[] { new("queue attributes", $"max_sectors_kb = {at.Queue.MaxSectorsKiB}") } : [],
            ],
            RivalsRuledOut =
            [
                FormattableString.Invariant(
                    $"merging off: bios come large ({at.Whole["size_q_p50"]:0} sectors at Q) and are cut here; nothing is left unmerged"
                ),
                "no read-ahead or a small-reading application: bios come large",
            ],
            LeftOpen = known ? null : "max_sectors_kb was not given: read it; max_segments and chunk_sectors can limit the size too",
            Confidence = known
                ? new(ConfidenceLevel.High, "the largest request is exactly the limit")
                : new(ConfidenceLevel.Medium, "the trace shows the splits; the limit was not given"),
        };
    }

    private static Finding OneAtATime(DriveFacts at)
    {
        bool off = at.Queue.TopReadAheadKiB is 0;
        bool on = at.Queue.TopReadAheadKiB is > 0;
        double depth = at.Trace.QueueDepth.Steps(at.Device)?.Max ?? 0;
        return new Finding(
            FormattableString.Invariant(
                $"Sequential reads come one at a time, {at.SizeAtD:0} sectors each: {(off ? "read-ahead is switched off (read_ahead_kb = 0)" : on ? "the application asks for no more at once" : "read-ahead is off, or the application asks for no more at once")}."
            )
        )
        {
            Kind =
                off ? FindingKind.NoReadAhead
                : on ? FindingKind.AppSmall
                : FindingKind.OneAtATime,
            Severity = Severity.Warning,
            Value = at.SizeAtD,
            Unit = "sectors a read",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("most requests outstanding", depth),
                new(at.HasBios ? "bios that touch the one before" : "requests that touch one issued before", at.Sequential * 100, "%"),
                at.HasBios
                    ? new("mergeable bios that did not merge", at.Missed)
                    : new("requests issued beside an outstanding one", at.AdjacentIssues),
                .. at.Queue.TopReadAheadKiB is { } kib ? new FindingNumber[] { new("read_ahead_kb", kib, "KiB") } : [],
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant(
                        $"{at.Whole.Requests:N0} requests, {(at.HasBios ? "each bio queued after the one before was issued" : "each issued after its neighbour completed")}"
                    )
                ),
                .. at.Queue.TopReadAheadKiB is { } set
                    ? new FindingEvidence[]
                    {
                        new("queue attributes of the top device", FormattableString.Invariant($"read_ahead_kb = {set}")),
                    }
                    : [],
            ],
            RivalsRuledOut =
            [
                at.HasBios
                    ? FormattableString.Invariant($"merging off: {at.Missed:N0} bios found a neighbour waiting that they could have joined")
                    : FormattableString.Invariant($"merging off: {at.AdjacentIssues:N0} requests found a neighbour outstanding"),
                at.HasBios
                    ? FormattableString.Invariant($"a size limit: no bio was split (X {at.Merges.Splits:N0})")
                    : "a size limit: the pieces of a split bio would be issued together",
            ],
            LeftOpen =
                off ? null
                : on ? "why it asks so: O_DIRECT, fadvise(RANDOM), or small synchronous reads; the trace does not tell"
                : "read_ahead_kb of the device under the file system was not given: read it",
            Confidence =
                off ? new(ConfidenceLevel.High, "the trace and read_ahead_kb say the same")
                : on ? new(ConfidenceLevel.Medium, "read-ahead is on and yet not used")
                : new(ConfidenceLevel.Low, "two causes look alike from here"),
        };
    }

    private static Finding RandomSmall(DriveFacts at) =>
        new(
            FormattableString.Invariant(
                $"The load is random and small ({at.SizeAtD:0} sectors at D, {at.Sequential * 100:0.#} % of the {(at.HasBios ? "bios" : "requests")} touch one before): merging cannot help, and its absence is no fault."
            )
        )
        {
            Kind = FindingKind.RandomSmall,
            Value = at.SizeAtD,
            Unit = "sectors a request",
            Denominator = FindingDenominator.Request,
            Evidence =
            [
                at.Evidence(
                    at.HasBios
                        ? FormattableString.Invariant($"{at.Whole.Bios:N0} bios")
                        : FormattableString.Invariant($"{at.Whole.Requests:N0} requests")
                ),
            ],
            RivalsRuledOut =
            [
                at.HasBios
                    ? FormattableString.Invariant($"merging off: {at.Missed:N0} bios could have merged and did not")
                    : FormattableString.Invariant($"merging off: {at.AdjacentIssues:N0} requests were issued beside an outstanding one"),
            ],
            Confidence = at.HasBios
                ? new(ConfidenceLevel.High, "sizes and places are counted at Q, before any merging")
                : new(ConfidenceLevel.Medium, "counted at D; Q was not traced"),
        };

    // Without Q the bios are unknown; requests issued side by side are the weaker sign that remains.
    private static Finding? FromRequests(DriveFacts at)
    {
        double share = at.Merges.Requests == 0 ? 0 : (double)at.AdjacentIssues / at.Merges.Requests;
        if (share < 0.5)
        {
            return at.IsSequential && at.Whole["read_share"] is > 0.9 ? OneAtATime(at)
                : at.IsRandom ? RandomSmall(at)
                : null;
        }

        bool limit = at.Queue.MaxSectorsKiB is { } kib && kib * 2 == at.SizeAtD;
        bool off = at.Queue.NoMerges is 2 && !limit;
        return new Finding(
            FormattableString.Invariant(
                $"{share * 100:0.#} % of the requests ({at.SizeAtD:0} sectors) were issued while a request right beside them was outstanding: {(off ? "merging is off (nomerges = 2)" : limit ? $"max_sectors_kb = {at.Queue.MaxSectorsKiB} splits them" : "merging is off, or a size limit splits them")}."
            )
        )
        {
            Kind =
                off ? FindingKind.MergeDisabled
                : limit ? FindingKind.MaxSectors
                : FindingKind.NotMerged,
            Severity = Severity.Critical,
            Value = share * 100,
            Unit = "% of requests",
            Denominator = FindingDenominator.Request,
            Evidence =
            [
                at.Evidence(FormattableString.Invariant($"{at.AdjacentIssues:N0} of {at.Merges.Requests:N0} D events")),
                .. at.Queue.NoMerges is { } set
                    ? new FindingEvidence[]
                    {
                        new(
                            "queue attributes",
                            FormattableString.Invariant($"nomerges = {set}, max_sectors_kb = {at.Queue.MaxSectorsKiB}")
                        ),
                    }
                    : [],
            ],
            RivalsRuledOut =
            [
                .. off && at.Queue.MaxSectorsKiB is { } allowed
                    ? new[] { FormattableString.Invariant($"a size limit: max_sectors_kb allows {allowed} KiB") }
                    : [],
                "no read-ahead: the neighbour was outstanding at the same time",
            ],
            LeftOpen = "Q was not traced: how the bios came is unknown" + (off || limit ? "" : "; read nomerges and max_sectors_kb"),
            Confidence =
                off || limit
                    ? new(ConfidenceLevel.Medium, "requests and the queue attribute agree; bios were not traced")
                    : new(ConfidenceLevel.Low, "two causes look alike without Q"),
        };
    }

    private static Finding? MergingOffWithoutHarm(DriveFacts at) =>
        at.Queue.NoMerges is not > 1 || at.Missed > 0
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"Merging is switched off (nomerges = {at.Queue.NoMerges}), but nothing was there to merge: requests have {at.SizeAtD:0} sectors already."
                )
            )
            {
                Kind = FindingKind.MergeDisabledHarmless,
                Severity = Severity.Notice,
                Value = at.SizeAtD,
                Unit = "sectors a request",
                Denominator = FindingDenominator.Request,
                Evidence =
                [
                    at.Evidence(FormattableString.Invariant($"{at.Whole.Requests:N0} requests")),
                    new FindingEvidence("queue attributes", FormattableString.Invariant($"nomerges = {at.Queue.NoMerges}")),
                ],
                LeftOpen = "a load of small adjacent bios, such as from a snapshot, would suffer",
                Confidence = new(ConfidenceLevel.High, "no bio found a neighbour waiting"),
            };
}
