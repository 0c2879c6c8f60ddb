// What the service says about what it received, in plain words, and how it finds out what it did not get.

const moment = (seconds) => [new Date(seconds * 1000).toLocaleString('nl-NL'), new Date(seconds * 1000).toLocaleString('en-GB')];

const meanings = {
  sub: () => ['Uw pseudoniem. Elke dienst krijgt een ander, en u houdt dit zolang u het gebruikt.', 'Your pseudonym. Every service gets another one, and you keep this one as long as you use it.'],
  name: () => ['Een verzonnen naam, gemaakt uit het pseudoniem.', 'A made-up name, made from the pseudonym.'],
  preferred_username: () => ['Een verzonnen gebruikersnaam, gemaakt uit het pseudoniem.', 'A made-up user name, made from the pseudonym.'],
  acr: () => ['Hoe sterk u bent ingelogd. Niet bij welke organisatie.', 'How strongly you logged in. Not at which organisation.'],
  sid: () => ['Uw sessie bij deze dienst, om u te kunnen uitloggen.', 'Your session at this service, so that it can log you out.'],
  iss: () => ['Wie dit zegt: de gateway.', 'Who says this: the gateway.'],
  aud: () => ['Voor wie het is: deze dienst.', 'Who it is for: this service.'],
  azp: () => ['Voor wie het is: deze dienst.', 'Who it is for: this service.'],
  nonce: () => ['Wat deze dienst zelf meestuurde.', 'What this service itself sent along.'],
  jti: () => ['Het nummer van dit token.', 'The number of this token.'],
  at_hash: () => ['Hoort bij het toegangstoken.', 'Belongs to the access token.'],
  exp: (value) => moment(value).map((at, each) => `${['Geldig tot', 'Valid until'][each]} ${at}.`),
  iat: (value) => moment(value).map((at, each) => `${['Gemaakt op', 'Made on'][each]} ${at}.`),
  nbf: (value) => moment(value).map((at, each) => `${['Geldig vanaf', 'Valid from'][each]} ${at}.`),
  auth_time: (value) => moment(value).map((at, each) => `${['Ingelogd op', 'Logged in on'][each]} ${at}.`),
};

/** In Dutch and English. */
export const meaningOf = (name, value) => meanings[name]?.(value) ?? ['Dit kent deze dienst niet.', 'This service does not know what this is.'];

const absences = [
  { what: ['uw e-mailadres', 'your e-mail address'], names: ['email', 'email_verified'], pattern: /@|%40/i },
  { what: ['uw naam', 'your name'], names: ['given_name', 'family_name', 'middle_name', 'nickname'] },
  { what: ['uw organisatie, of het domein van uw adres', 'your organisation, or the domain of your address'], names: ['organization', 'organisation', 'organization_name', 'hd', 'tid', 'schac_home_organization', 'groups', 'roles', 'department'], pattern: /\b[a-z0-9-]+\.nl\b/i },
  { what: ['de inlogpagina waar u vandaan komt', 'the login page that you came from'], names: ['amr', 'idp', 'identity_provider'] },
  { what: ['uw telefoonnummer of adres', 'your phone number or address'], names: ['phone_number', 'address', 'zoneinfo', 'locale'] },
  { what: ['uw gezicht, geboortedatum of geslacht', 'your face, date of birth or gender'], names: ['picture', 'birthdate', 'gender', 'profile', 'website'] },
];

/** Looks in all that was received, by the names of claims and by what is in them. */
export function missing(received) {
  const names = new Set([...Object.keys(received.id_token), ...Object.keys(received.userinfo)]);
  const text = JSON.stringify(received);
  return absences.map(({ what, names: claims, pattern }) => ({ what, isAbsent: !claims.some((each) => names.has(each)) && !pattern?.test(text) }));
}
