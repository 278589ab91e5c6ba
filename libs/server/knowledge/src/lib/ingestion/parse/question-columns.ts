const QUESTION = new Set(['question', 'questions', 'q', 'faq', 'frage', 'fragen', 'pregunta', 'preguntas', 'pergunta', 'domanda', 'vraag', 'spørgsmål', 'fråga', 'kysymys', 'pytanie', 'întrebare', 'soru', 'вопрос', 'питання', 'ερώτηση', 'سؤال', 'السؤال', 'प्रश्न', '问题', '問題', '質問', '질문', 'คำถาม', 'câu hỏi']);
const ANSWER = new Set(['answer', 'answers', 'a', 'response', 'antwort', 'antworten', 'respuesta', 'respuestas', 'resposta', 'risposta', 'réponse', 'reponse', 'antwoord', 'svar', 'vastaus', 'odpowiedź', 'răspuns', 'cevap', 'yanıt', 'ответ', 'відповідь', 'απάντηση', 'جواب', 'الجواب', 'إجابة', 'उत्तर', '答案', '回答', '답변', 'คำตอบ', 'trả lời']);

/** Which columns hold questions and answers, by the words of a header. Null: the table is another one. */
export function questionColumns(header: readonly string[]): { question: number; answer: number } | null {
  const words = header.map((cell) => cell.normalize('NFC').trim().toLowerCase().replace(/[\s:?*.]+$/u, ''));
  const question = words.findIndex((word) => QUESTION.has(word));
  const answer = words.findIndex((word) => ANSWER.has(word));
  return question >= 0 && answer >= 0 ? { question, answer } : null;
}
