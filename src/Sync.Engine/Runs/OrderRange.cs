using System.Globalization;
using Sync.Engine.Orgs;

namespace Sync.Engine.Runs;

/// <summary>Days of one connection's orders that are to be read again.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="From">The first of the store's days.</param>
/// <param name="To">The last of them; not before <paramref name="From"/>.</param>
public sealed record OrderRange(string Connection, DateOnly From, DateOnly To)
{
    /// <summary>The first day that can be asked for: 1970-01-01. Nothing was sold before that a POS could tell.</summary>
    public static DateOnly First { get; } = new(1970, 1, 1);

    /// <summary>This range, which can be asked for; one that is only read of a past run need not be.</summary>
    /// <exception cref="OrgException">It cannot.</exception>
    internal OrderRange Checked() =>
        From < First ? throw new OrgException(string.Create(CultureInfo.InvariantCulture, $"Orders from {From:yyyy-MM-dd} on cannot be read again: the first day that can be is {First:yyyy-MM-dd}. Nothing was read."))
        : To < From ? throw new OrgException(string.Create(CultureInfo.InvariantCulture, $"Orders cannot be read again until {To:yyyy-MM-dd}, which is before the first day, {From:yyyy-MM-dd}. Nothing was read."))
        : this;

    /// <summary>Whether a day is one of them.</summary>
    public bool Has(DateOnly day) => day >= From && day <= To;
}
