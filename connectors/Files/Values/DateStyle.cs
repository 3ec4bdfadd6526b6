namespace Sync.Connectors.Files.Values;

/// <summary>In which order a date names its parts.</summary>
internal enum DateStyle
{
    /// <summary>2011-09-30 or 2011/09/30.</summary>
    YearFirst,

    /// <summary>30.09.2011: dots are written only where the day goes first.</summary>
    DayFirst,

    /// <summary>09/30/2011 or 30/09/2011, or the same with dashes.</summary>
    Either,
}
