namespace Sync.Cli.Demo;

/// <summary>How many records the demo's shop has.</summary>
internal sealed record DemoSize(int Customers, int Orders, int Products)
{
    private static readonly DemoSize Large = new(10_000, 20_000, 3_000);
    private static readonly DemoSize Small = new(1_000, 2_000, 300);

    /// <summary>The size of a demo that names none: smaller where the POS's published rate would make it take minutes.</summary>
    public static DemoSize Usual(string pos) => pos is "toast" or "lightspeed" ? Small : Large;
}
