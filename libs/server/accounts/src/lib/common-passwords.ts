/**
 * What people choose first, from public lists of leaked passwords: whole passwords, and words that are weak with any
 * short tail of digits and marks ("Summer2024!"). Lower case; shorter ones than PASSWORD_MIN are refused by length.
 */
export const COMMON_PASSWORDS = `
1234567890 123456789 12345678 0123456789 987654321 9876543210 87654321 123123123 12341234 1234512345 11223344 1122334455
112233445566 102030405060 123654789 147258369 741852963 159357456 789456123 147852369 321654987 13579246 135792468 24681012
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 zaq1xsw2 qazwsxedc qazwsxedcrfv qweasdzxc
qwe123qwe qweqweqwe asdasdasd zxczxczxc asdf1234 asdfasdf asdfghjk asdfghjkl qwer1234 qwertyui qwertyuiop qwerty12 qwerty123456
qwerty1234567 123qweasd 123qweasdzxc q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 a1b2c3d4 a1b2c3d4e5 abcd1234 abc12345 abcdefgh abcdefghi
abcdefghij abcabcabc aaaaaaaa 00000000 11111111 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 1111111111
0000000000 12121212 10101010 12344321 1234abcd 123abc123 1a2b3c4d aa123456 a123456789 a1234567 123456789a 12345678a 1234567a
iloveyou iloveyou1 iloveyou2 ilovegod ilovemyself iloveme1 loveyou1 lovelove lovely12 letmein1 letmeinnow trustno1 trustnoone
password passw0rd p@ssword p@ssw0rd pa$$word pa$$w0rd passwort passwort1 kennwort motdepasse contrasena contraseña senha123 wachtwoord
parola12 haslo123 lozinka1 salasana heslo123 jelszo12 password1234 passwordpassword mypassword newpassword mypass123 thepassword
changeme changeme1 changeit changethis temppass temporary default1 default123 letmein123 opensesame sesameopen whatever whatever1
administrator adminadmin admin123 admin1234 adminpass rootroot toor1234 superuser superadmin sysadmin webmaster postmaster operator1
guest123 guestguest testtest testing1 test1234 test12345 testpass tester12 demo1234 demodemo user1234 username usuario1 manager1
welcome1 welcome123 welcome2 welkom01 willkommen bienvenue bienvenido hello123 hellohello helloworld goodmorning goodluck goodbye1
sunshine sunshine1 princess princess1 princesa football football1 baseball baseball1 basketball softball volleyball superman superman1
batman123 spiderman ironman1 starwars starwars1 pokemon1 pikachu1 naruto12 dragon12 dragonball dragon123 monkey12 monkey123 shadow12
master12 master123 michael1 michelle jennifer jessica1 samantha victoria patricia christian christopher alexander alexandra elizabeth
benjamin nicholas jonathan stephanie danielle veronica isabella gabriela fernando sebastian francesco giuseppe alejandro charlie1
computer computer1 internet internet1 samsung1 samsung123 android1 iphone12 apple123 google123 facebook facebook1 linkedin twitter1
instagram whatsapp whatsapp1 telegram microsoft windows1 windows10 linux123 ubuntu12 database mysql123 oracle12 cisco123 server12
corvette mercedes porsche9 ferrari1 mustang1 harley12 yamaha12 kawasaki chelsea1 arsenal1 liverpool liverpool1 barcelona barcelona1
realmadrid juventus manchester bayern12 borussia steelers cowboys1 redskins lakers24 yankees1 eagles12 rangers1 patriots
cheese12 chocolate chocolate1 butterfly butterfly1 flower12 flowers1 rainbow1 diamond1 platinum midnight blueberry strawberry banana12
pineapple orange12 purple12 silver12 golden12 phoenix1 scorpion scorpio1 thunder1 lightning hurricane tinkerbell creative freedom1
forever1 forever21 november december september october1 february saturday thursday wednesday birthday birthday1 anniversary
access14 accessme blink182 slipknot metallica nirvana1 greenday eminem12 rockstar rockstar1 punkrock hiphop12 guitar12 drummer1
cocacola pepsi123 mcdonalds budweiser heineken jackdaniels marlboro newport1 bluebird bullshit fuckyou1 fuckyou2 asshole1 bitch123
sweetheart sweetpea babygirl babygirl1 babyboy1 babydoll mommy123 daddy123 familia1 family123 brother1 sister12 grandma1 loverboy
hockey12 soccer12 tennis12 golf1234 hunter12 fishing1 bigdaddy bigboy12 killer12 predator assassin warrior1 gladiator spartan1
maverick cowboy12 cheyenne montana1 savannah brooklyn chicago1 newyork1 london12 paris123 berlin12 moscow12 tokyo123 germany1 england1
america1 canada12 mexico12 brasil12 pakistan pakistan1 indonesia australia 12345qwert qwert12345 zxcvbnm1 zxcvbnm123 asdfghjkl1
mailtrixy mailtrixy1 customer customer1 support1 support123 helpdesk company1 company123 business office12 secret12 secret123 private1
`.trim().split(/\s+/);

/** Weak with any tail of up to five digits and marks, and with the usual letters written as digits. */
export const COMMON_WORDS = `
password passwort passwd kennwort motdepasse contrasena senha parola haslo heslo wachtwoord admin administrator root user test guest demo
qwerty qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcde abcdef letmein welcome willkommen hello login changeme secret
default master super superman batman dragon monkey shadow sunshine princess football baseball soccer hockey iloveyou loveyou lovely love
spring summer autumn fall winter monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december freedom whatever trustno starwars pokemon computer internet server database office company support
customer service mailtrixy whatsapp facebook google microsoft apple samsung london berlin paris madrid newyork america germany
michael jennifer jessica daniel thomas andrew joshua matthew robert george charlie jordan ashley amanda nicole
`.trim().split(/\s+/);
