namespace Sync.Connectors.Alleaves;

/// <summary>The names of the settings.</summary>
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
    public const string PartnerId = "partnerId";
}
