// A real OpenID provider with one client, the portal, and one person. Settings come from the environment.
import Provider from 'oidc-provider';

const { ISSUER, PORT, PORTAL, BACKCHANNEL, CLIENT_ID, CLIENT_SECRET } = process.env;
const PERSON = {
  email: 'camille@exemple.invalid',
  given_name: 'Camille',
  usual_name: 'Numéro1',
  siret: '21410018800019',
  organizational_unit: 'Voirie',
  groups: ['Com', 'Tous'],
};

const provider = new Provider(ISSUER, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    redirect_uris: [`${PORTAL}/connexion/organisation/retour/`],
    post_logout_redirect_uris: [`${PORTAL}/deconnexion/retour/`],
    backchannel_logout_uri: BACKCHANNEL,
    backchannel_logout_session_required: true,
    userinfo_signed_response_alg: 'RS256',
    id_token_signed_response_alg: 'RS256',
  }],
  claims: {
    openid: ['sub', 'sid'],
    profile: ['given_name', 'usual_name', 'siret', 'organizational_unit', 'groups'],
    email: ['email'],
  },
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  cookies: { keys: ['of-the-tests'] },
  pkce: { required: () => true, methods: ['S256'] },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...PERSON }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  // The person consented once and for all, as with the provider of one's employer.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  if (ctx.method === 'POST') {
    return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: 'agent-1' } });
  }
  ctx.type = 'html';
  ctx.body = `<form method="post" action="${ctx.path}"><button>Sign in</button></form>`;
  return undefined;
});

provider.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
