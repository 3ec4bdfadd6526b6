using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Alleaves;

/// <summary>The names of the settings, and what some of them come to.</summary>
internal static class Settings
{
    public const string Username = "username";
    public const string Password = "password";
    public const string Pin = "pin";
    public const string BaseUrl = "baseUrl";
    public const string LocationId = "locationId";
    public const string Profile = "profile";
    public const string HistoryDays = "historyDays";
    public const string LookBackDays = "lookBackDays";
    public const string StatusWords = "statusWords";
    public const string Potency = "potency";
    public const string Percent = "percent";
    public const string Milligrams = "mg";
    public const string Times = "times";
    public const string StoreTime = "store";
    public const string Utc = "utc";
    public const string PartnerId = "partnerId";

    /// <summary>By which clock times are told that state no offset.</summary>
    public static StoreClock ClockOf(ConnectionContext connection) =>
        connection.Settings.Text(Times) == Utc ? new StoreClock(TimeZoneInfo.Utc) : connection.StoreClock;
}
